#ifndef LOCKSTEP_HDF5_FUNCTIONS_H
#define LOCKSTEP_HDF5_FUNCTIONS_H

// The part of libhdf5's C interface that Lockstep calls, as all releases from 1.10 to 2.0 have it
// in their binaries. No header of libhdf5 is needed: what differs between releases is not here.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef int64_t hid_t;
typedef int herr_t;
typedef int htri_t;
typedef unsigned long long hsize_t;
typedef unsigned long long haddr_t;

typedef enum { H5F_CLOSE_STRONG = 3 } H5F_close_degree_t;
typedef enum { H5F_LIBVER_V18 = 1 } H5F_libver_t;
typedef enum { H5E_WALK_DOWNWARD = 1 } H5E_direction_t;
typedef enum { H5S_SCALAR = 0, H5S_SIMPLE = 1, H5S_NULL = 2 } H5S_class_t;
typedef enum { H5S_SELECT_SET = 0 } H5S_seloper_t;
typedef enum { H5D_COMPACT = 0, H5D_CONTIGUOUS = 1, H5D_CHUNKED = 2, H5D_VIRTUAL = 3 } H5D_layout_t;
typedef enum { H5D_ALLOC_TIME_EARLY = 1 } H5D_alloc_time_t;
typedef enum { H5D_FILL_TIME_NEVER = 1 } H5D_fill_time_t;
typedef enum {
  H5T_INTEGER = 0,
  H5T_FLOAT = 1,
  H5T_STRING = 3,
  H5T_BITFIELD = 4,
  H5T_OPAQUE = 5,
  H5T_COMPOUND = 6,
  H5T_REFERENCE = 7,
  H5T_ENUM = 8,
  H5T_VLEN = 9,
  H5T_ARRAY = 10
} H5T_class_t;
typedef enum { H5T_ORDER_LE = 0, H5T_ORDER_BE = 1 } H5T_order_t;
typedef enum { H5T_STR_NULLPAD = 1 } H5T_str_t;
typedef enum { H5T_CSET_ASCII = 0, H5T_CSET_UTF8 = 1 } H5T_cset_t;

/// An entry of an error stack.
typedef struct {
  hid_t cls_id, maj_num, min_num;
  unsigned line;
  const char *func_name, *file_name, *desc;
} H5E_error2_t;

typedef herr_t (*H5E_walk2_t)(unsigned depth, const H5E_error2_t *entry, void *context);

/// Every function: what it returns, its name, its parameters, and these as arguments.
#define CHDF5_FUNCTIONS(F)                                                                        \
  F(herr_t, H5open, (void), ())                                                                   \
  F(herr_t, H5dont_atexit, (void), ())                                                            \
  F(herr_t, H5get_libversion, (unsigned *major, unsigned *minor, unsigned *release),              \
    (major, minor, release))                                                                      \
  F(herr_t, H5PLset_loading_state, (unsigned mask), (mask))                                       \
  F(herr_t, H5Eset_auto2, (hid_t stack, void *report, void *context), (stack, report, context))   \
  F(herr_t, H5Ewalk2, (hid_t stack, H5E_direction_t way, H5E_walk2_t visit, void *context),       \
    (stack, way, visit, context))                                                                 \
  F(hid_t, H5Pcreate, (hid_t list_class), (list_class))                                           \
  F(herr_t, H5Pclose, (hid_t list), (list))                                                       \
  F(herr_t, H5Pset_fapl_sec2, (hid_t list), (list))                                               \
  F(herr_t, H5Pset_fclose_degree, (hid_t list, H5F_close_degree_t degree), (list, degree))        \
  F(H5D_layout_t, H5Pget_layout, (hid_t list), (list))                                            \
  F(int, H5Pget_external_count, (hid_t list), (list))                                             \
  F(int, H5Pget_nfilters, (hid_t list), (list))                                                   \
  F(int, H5Pget_filter2,                                                                          \
    (hid_t list, unsigned index, unsigned *flags, size_t *count, unsigned *values, size_t size,   \
     char *name, unsigned *info),                                                                 \
    (list, index, flags, count, values, size, name, info))                                        \
  F(herr_t, H5Pset_chunk_cache, (hid_t list, size_t slots, size_t bytes, double preemption),      \
    (list, slots, bytes, preemption))                                                             \
  F(hid_t, H5Fopen, (const char *path, unsigned flags, hid_t list), (path, flags, list))          \
  F(herr_t, H5Fclose, (hid_t file), (file))                                                       \
  F(herr_t, H5Fget_filesize, (hid_t file, hsize_t *size), (file, size))                           \
  F(hid_t, H5Oopen, (hid_t place, const char *name, hid_t list), (place, name, list))             \
  F(herr_t, H5Oclose, (hid_t object), (object))                                                   \
  F(hid_t, H5Aopen, (hid_t object, const char *name, hid_t list), (object, name, list))           \
  F(herr_t, H5Aclose, (hid_t attribute), (attribute))                                             \
  F(hid_t, H5Aget_type, (hid_t attribute), (attribute))                                           \
  F(hid_t, H5Aget_space, (hid_t attribute), (attribute))                                          \
  F(herr_t, H5Aread, (hid_t attribute, hid_t type, void *value), (attribute, type, value))        \
  F(herr_t, H5free_memory, (void *memory), (memory))                                              \
  F(hid_t, H5Dopen2, (hid_t place, const char *name, hid_t list), (place, name, list))            \
  F(herr_t, H5Dclose, (hid_t dataset), (dataset))                                                 \
  F(hid_t, H5Dget_type, (hid_t dataset), (dataset))                                               \
  F(hid_t, H5Dget_space, (hid_t dataset), (dataset))                                              \
  F(hid_t, H5Dget_create_plist, (hid_t dataset), (dataset))                                       \
  F(hsize_t, H5Dget_storage_size, (hid_t dataset), (dataset))                                     \
  F(haddr_t, H5Dget_offset, (hid_t dataset), (dataset))                                           \
  F(herr_t, H5Dread,                                                                              \
    (hid_t dataset, hid_t type, hid_t memory, hid_t file, hid_t list, void *elements),            \
    (dataset, type, memory, file, list, elements))                                                \
  F(herr_t, H5Sclose, (hid_t space), (space))                                                     \
  F(hid_t, H5Screate_simple, (int rank, const hsize_t *lengths, const hsize_t *maxima),           \
    (rank, lengths, maxima))                                                                      \
  F(H5S_class_t, H5Sget_simple_extent_type, (hid_t space), (space))                               \
  F(herr_t, H5Sselect_hyperslab,                                                                  \
    (hid_t space, H5S_seloper_t how, const hsize_t *start, const hsize_t *stride,                 \
     const hsize_t *count, const hsize_t *block),                                                 \
    (space, how, start, stride, count, block))                                                    \
  F(int, H5Sget_simple_extent_ndims, (hid_t space), (space))                                      \
  F(int, H5Sget_simple_extent_dims, (hid_t space, hsize_t *lengths, hsize_t *maxima),             \
    (space, lengths, maxima))                                                                     \
  F(hid_t, H5Tcopy, (hid_t type), (type))                                                         \
  F(herr_t, H5Tclose, (hid_t type), (type))                                                       \
  F(htri_t, H5Tequal, (hid_t a, hid_t b), (a, b))                                                 \
  F(H5T_class_t, H5Tget_class, (hid_t type), (type))                                              \
  F(size_t, H5Tget_size, (hid_t type), (type))                                                    \
  F(htri_t, H5Tis_variable_str, (hid_t type), (type))                                             \
  F(herr_t, H5Tset_order, (hid_t type, H5T_order_t order), (type, order))                         \
  F(herr_t, H5Tset_size, (hid_t type, size_t size), (type, size))                                 \
  F(herr_t, H5Tset_ebias, (hid_t type, size_t bias), (type, bias))                                \
  F(herr_t, H5Tset_fields,                                                                        \
    (hid_t type, size_t sign, size_t exponent, size_t exponent_size, size_t fraction,             \
     size_t fraction_size),                                                                       \
    (type, sign, exponent, exponent_size, fraction, fraction_size))                               \
  F(hid_t, H5Tenum_create, (hid_t base), (base))                                                  \
  F(herr_t, H5Tenum_insert, (hid_t type, const char *name, const void *value),                    \
    (type, name, value))

/// Functions that write.
#define CHDF5_WRITING_FUNCTIONS(F)                                                                \
  F(herr_t, H5Pset_fapl_stdio, (hid_t list), (list))                                              \
  F(herr_t, H5Pset_libver_bounds, (hid_t list, H5F_libver_t low, H5F_libver_t high),              \
    (list, low, high))                                                                            \
  F(herr_t, H5Pset_alignment, (hid_t list, hsize_t threshold, hsize_t alignment),                 \
    (list, threshold, alignment))                                                                 \
  F(herr_t, H5Pset_meta_block_size, (hid_t list, hsize_t size), (list, size))                     \
  F(herr_t, H5Pset_small_data_block_size, (hid_t list, hsize_t size), (list, size))               \
  F(herr_t, H5Pset_file_locking, (hid_t list, bool use, bool ignore), (list, use, ignore))        \
  F(herr_t, H5Pset_obj_track_times, (hid_t list, bool track), (list, track))                      \
  F(herr_t, H5Pset_attr_phase_change, (hid_t list, unsigned most, unsigned least),                \
    (list, most, least))                                                                          \
  F(herr_t, H5Pset_link_phase_change, (hid_t list, unsigned most, unsigned least),                \
    (list, most, least))                                                                          \
  F(herr_t, H5Pset_link_creation_order, (hid_t list, unsigned flags), (list, flags))              \
  F(herr_t, H5Pset_layout, (hid_t list, H5D_layout_t layout), (list, layout))                     \
  F(herr_t, H5Pset_alloc_time, (hid_t list, H5D_alloc_time_t time), (list, time))                 \
  F(herr_t, H5Pset_fill_time, (hid_t list, H5D_fill_time_t time), (list, time))                   \
  F(herr_t, H5Pset_char_encoding, (hid_t list, H5T_cset_t set), (list, set))                      \
  F(herr_t, H5Pset_create_intermediate_group, (hid_t list, unsigned create), (list, create))      \
  F(hid_t, H5Fcreate, (const char *path, unsigned flags, hid_t creation, hid_t access),           \
    (path, flags, creation, access))                                                              \
  F(htri_t, H5Lexists, (hid_t place, const char *name, hid_t list), (place, name, list))          \
  F(hid_t, H5Gcreate2, (hid_t place, const char *name, hid_t link, hid_t creation, hid_t access), \
    (place, name, link, creation, access))                                                        \
  F(hid_t, H5Gopen2, (hid_t place, const char *name, hid_t list), (place, name, list))            \
  F(herr_t, H5Gclose, (hid_t group), (group))                                                     \
  F(hid_t, H5Acreate2,                                                                            \
    (hid_t place, const char *name, hid_t type, hid_t space, hid_t creation, hid_t access),       \
    (place, name, type, space, creation, access))                                                 \
  F(herr_t, H5Awrite, (hid_t attribute, hid_t type, const void *value), (attribute, type, value)) \
  F(hid_t, H5Dcreate2,                                                                            \
    (hid_t place, const char *name, hid_t type, hid_t space, hid_t link, hid_t creation,          \
     hid_t access),                                                                               \
    (place, name, type, space, link, creation, access))                                           \
  F(herr_t, H5Dwrite,                                                                             \
    (hid_t dataset, hid_t type, hid_t memory, hid_t file, hid_t list, const void *elements),      \
    (dataset, type, memory, file, list, elements))                                                \
  F(hid_t, H5Screate, (H5S_class_t kind), (kind))                                                 \
  F(herr_t, H5Tset_strpad, (hid_t type, H5T_str_t padding), (type, padding))                      \
  F(herr_t, H5Tset_cset, (hid_t type, H5T_cset_t set), (type, set))

#define CHDF5_DECLARE(result, name, parameters, arguments) result name parameters;
CHDF5_FUNCTIONS(CHDF5_DECLARE)
CHDF5_WRITING_FUNCTIONS(CHDF5_DECLARE)

#endif  // LOCKSTEP_HDF5_FUNCTIONS_H
