// Input is const, as it is in fact.
#define ZLIB_CONST
#include <zlib.h>
