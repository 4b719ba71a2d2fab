#ifndef CPAGEASSETS_H
#define CPAGEASSETS_H

#include <stddef.h>

/// A file of the log page.
struct page_asset {
    /// Relative to Page/, such as "style/theme.css".
    const char *path;
    const unsigned char *bytes;
    size_t length;
};

/// The number of files.
size_t page_asset_count(void);

/// A file by its place in the order of their paths.
struct page_asset page_asset_at(size_t index);

#endif
