/*
 * The interface that Vectorscan and the Hyperscan it was made from share (hs_compile(), hs_scan()).
 *
 * On amd64 it is Debian's libhyperscan 5.4.0. Debian's libvectorscan 5.4.9 misses matches on processors with AVX-512
 * (VectorCamp/vectorscan#317): of 12,672 texts of 200 bytes that hold an `e` and another one it did not find `e.*e` in
 * 7,906, Hyperscan in all. Elsewhere it is Vectorscan: there is no Hyperscan.
 *
 * Linked statically, so that hosts need no package: hence no pkg-config, which would name the shared library.
 */
#include <hs/hs.h>
