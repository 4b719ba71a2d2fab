// The log page, embedded. Two lines a file, sorted by path; a test holds that what is in Page/ stands here, as it is.
//
// The compiler writes the embedded files to its list of dependencies, so that a change to one compiles this anew.
#include "CPageAssets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const struct page_asset assets[] = {
#define ASSET "Page/icon.svg"
#include "asset.inc"
#define ASSET "Page/index.html"
#include "asset.inc"
#define ASSET "Page/style/theme.css"
#include "asset.inc"
};

size_t page_asset_count(void) { return sizeof assets / sizeof *assets; }

struct page_asset page_asset_at(size_t index) { return assets[index]; }
