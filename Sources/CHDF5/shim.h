// The C interface of libhdf5, as the Swift target HDF5 sees it.
//
// Swift cannot import function-like macros, nor macros that expand to a comma expression such as
// `(H5open(), H5T_IEEE_F32LE_g)`. Each constant that Lockstep needs is therefore a function here.

#ifndef LOCKSTEP_CHDF5_SHIM_H
#define LOCKSTEP_CHDF5_SHIM_H

// The API is pinned to 1.10, so that later libraries (1.12, 1.14, 2.0) map names the same way.
#ifndef H5_USE_110_API
#define H5_USE_110_API
#endif

#include <errno.h>
#include <hdf5.h>

#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#endif

// The version of the headers, to be compared with the version of the library at run time.
static inline unsigned chdf5_header_major(void) { return H5_VERS_MAJOR; }
static inline unsigned chdf5_header_minor(void) { return H5_VERS_MINOR; }
static inline unsigned chdf5_header_release(void) { return H5_VERS_RELEASE; }

// H5F_ACC_TRUNC, without the version check of that macro: it calls abort().
static inline unsigned chdf5_file_truncate(void) { return 0x0002u; }

// "No address": what H5Dget_offset returns for a dataset without storage.
static inline haddr_t chdf5_undefined_address(void) { return (haddr_t)-1; }

// H5F_ACC_RDONLY, for the same reason.
static inline unsigned chdf5_file_read_only(void) { return 0x0000u; }

static inline hid_t chdf5_current_error_stack(void) { return (hid_t)H5E_DEFAULT; }
static inline hid_t chdf5_whole_dataspace(void) { return (hid_t)0; }

// A descriptor of a new anonymous file in memory, closed at exec; -1 with errno where the system
// has none. By number: the C library declares the call only where GNU extensions are asked for.
static inline int chdf5_anonymous_file(const char *label) {
#ifdef __linux__
  return (int)syscall(SYS_memfd_create, label, 1u /* MFD_CLOEXEC */);
#else
  (void)label;
  errno = ENOSYS;
  return -1;
#endif
}

// Whether a link leads straight to an object of the same file. H5Lget_info has several versions, among
// which the macros of the headers choose.
static inline int chdf5_is_hard_link(hid_t location, const char *name, hid_t access) {
  H5L_info_t link;
  return H5Lget_info(location, name, &link, access) >= 0 && link.type == H5L_TYPE_HARD;
}

// Classes of property lists.
static inline hid_t chdf5_class_file_creation(void) { return H5P_FILE_CREATE; }
static inline hid_t chdf5_class_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t chdf5_class_group_creation(void) { return H5P_GROUP_CREATE; }
static inline hid_t chdf5_class_group_access(void) { return H5P_GROUP_ACCESS; }
static inline hid_t chdf5_class_dataset_creation(void) { return H5P_DATASET_CREATE; }
static inline hid_t chdf5_class_dataset_access(void) { return H5P_DATASET_ACCESS; }
static inline hid_t chdf5_class_dataset_transfer(void) { return H5P_DATASET_XFER; }
static inline hid_t chdf5_class_attribute_creation(void) { return H5P_ATTRIBUTE_CREATE; }
static inline hid_t chdf5_class_attribute_access(void) { return H5P_ATTRIBUTE_ACCESS; }
static inline hid_t chdf5_class_link_creation(void) { return H5P_LINK_CREATE; }
static inline hid_t chdf5_class_link_access(void) { return H5P_LINK_ACCESS; }

// Predefined types. They belong to the library and are never closed.
static inline hid_t chdf5_type_float32(void) { return H5T_IEEE_F32LE; }
static inline hid_t chdf5_type_float64(void) { return H5T_IEEE_F64LE; }
static inline hid_t chdf5_type_int8(void) { return H5T_STD_I8LE; }
static inline hid_t chdf5_type_int16(void) { return H5T_STD_I16LE; }
static inline hid_t chdf5_type_int32(void) { return H5T_STD_I32LE; }
static inline hid_t chdf5_type_int64(void) { return H5T_STD_I64LE; }
static inline hid_t chdf5_type_uint8(void) { return H5T_STD_U8LE; }
static inline hid_t chdf5_type_uint16(void) { return H5T_STD_U16LE; }
static inline hid_t chdf5_type_uint32(void) { return H5T_STD_U32LE; }
static inline hid_t chdf5_type_uint64(void) { return H5T_STD_U64LE; }
static inline hid_t chdf5_type_c_string(void) { return H5T_C_S1; }

#endif
