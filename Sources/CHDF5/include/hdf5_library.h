#ifndef LOCKSTEP_HDF5_LIBRARY_H
#define LOCKSTEP_HDF5_LIBRARY_H

#include "hdf5_functions.h"

/// Loads libhdf5, once; before that, no function of these headers may be called.
///
/// No program links libhdf5: Debian's build draws in more than thirty other libraries, which would
/// cost every command milliseconds, and few commands need it. The variable LOCKSTEP_LIBHDF5 names
/// another library to load. Calls must not overlap.
///
/// Returns NULL when it is loaded, else why it is not: a text that stays until the next call.
const char *_Nullable chdf5_load(void);

/// Whether a link leads straight to an object of the same file.
int chdf5_is_hard_link(hid_t location, const char *_Nonnull name, hid_t access);

/// Kinds of links; all from 64 on are of a user's own making.
enum { CHDF5_LINK_HARD = 0, CHDF5_LINK_SOFT = 1, CHDF5_LINK_EXTERNAL = 64 };

/// Calls `visit` for each link of a group, in the order in which the file has them.
///
/// `visit` gets the link's name and kind; another result than 0 ends the loop. Returns the last
/// result of `visit`, or a negative number on failure.
int chdf5_each_link(
    hid_t group,
    int (*_Nonnull visit)(const char *_Nonnull name, int kind, void *_Nullable context),
    void *_Nullable context);

/// Calls `visit` for each attribute of an object, as `chdf5_each_link` does for links.
int chdf5_each_attribute(hid_t object,
                         int (*_Nonnull visit)(const char *_Nonnull name, void *_Nullable context),
                         void *_Nullable context);

/// Kinds of objects.
enum { CHDF5_GROUP = 0, CHDF5_DATASET = 1 };

/// What tells an object from all others of its file.
typedef struct {
  uint64_t identity[2];
  int kind;
} chdf5_object;

/// Finds out about an object; returns a negative number on failure.
int chdf5_describe(hid_t object, chdf5_object *_Nonnull description);

/// Opens files without a lock where the library can: some systems lock only what may be written.
///
/// Returns a negative number on failure.
herr_t chdf5_leave_unlocked(hid_t access_list);

/// Classes of property lists.
hid_t chdf5_class_file_creation(void);
hid_t chdf5_class_file_access(void);
hid_t chdf5_class_group_creation(void);
hid_t chdf5_class_group_access(void);
hid_t chdf5_class_dataset_creation(void);
hid_t chdf5_class_dataset_access(void);
hid_t chdf5_class_dataset_transfer(void);
hid_t chdf5_class_attribute_creation(void);
hid_t chdf5_class_attribute_access(void);
hid_t chdf5_class_link_creation(void);
hid_t chdf5_class_link_access(void);

/// Predefined types; they belong to the library and are never closed.
hid_t chdf5_type_float32(void);
hid_t chdf5_type_float64(void);
hid_t chdf5_type_int8(void);
hid_t chdf5_type_int16(void);
hid_t chdf5_type_int32(void);
hid_t chdf5_type_int64(void);
hid_t chdf5_type_uint8(void);
hid_t chdf5_type_uint16(void);
hid_t chdf5_type_uint32(void);
hid_t chdf5_type_uint64(void);
hid_t chdf5_type_c_string(void);

static inline unsigned chdf5_file_truncate(void) { return 0x0002u; }
static inline unsigned chdf5_file_read_only(void) { return 0x0000u; }
/// "No address": what H5Dget_offset returns for a dataset without storage.
static inline haddr_t chdf5_undefined_address(void) { return (haddr_t)-1; }
static inline hid_t chdf5_current_error_stack(void) { return 0; }
static inline hid_t chdf5_whole_dataspace(void) { return 0; }

/// A descriptor of a new anonymous file in memory, closed at exec; -1 with errno where the system
/// has none.
int chdf5_anonymous_file(const char *_Nonnull label);

#endif  // LOCKSTEP_HDF5_LIBRARY_H
