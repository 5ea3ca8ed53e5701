#include "hdf5_library.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#endif

// Each function of libhdf5 is a function here that calls what was loaded. Hidden, so that it never
// takes the place of the original for libhdf5 itself.
#define DEFINE(result, name, parameters, arguments) \
  static result(*loaded_##name) parameters;         \
  __attribute__((visibility("hidden"))) result name parameters { return loaded_##name arguments; }
CHDF5_FUNCTIONS(DEFINE)
CHDF5_WRITING_FUNCTIONS(DEFINE)

static const struct {
  const char *name;
  void **place;
} functions[] = {
#define ENTRY(result, name, parameters, arguments) {#name, (void **)&loaded_##name},
    CHDF5_FUNCTIONS(ENTRY) CHDF5_WRITING_FUNCTIONS(ENTRY)};

// Debian's serial build, then the names elsewhere; newest first, the development link last.
static const char *const names[] = {
#ifdef __APPLE__
    "libhdf5.dylib",
    "/opt/homebrew/lib/libhdf5.dylib",
    "/usr/local/lib/libhdf5.dylib",
#else
    "libhdf5_serial.so.320", "libhdf5_serial.so.310", "libhdf5_serial.so.103", "libhdf5.so.320",
    "libhdf5.so.310",        "libhdf5.so.200",        "libhdf5.so.103",        "libhdf5_serial.so",
    "libhdf5.so",
#endif
};

static void *library;
static char problem[512];

// The first of some functions that the library has; releases call the same thing differently.
static void *first_of(const char *const candidates[], size_t count) {
  for (size_t index = 0; index < count; index++) {
    void *found = dlsym(library, candidates[index]);
    if (found) return found;
  }
  return NULL;
}

static void *open_library(void) {
  // Local: its symbols, and those of the libraries it draws in, are seen by nobody else.
  const int mode = RTLD_NOW | RTLD_LOCAL;
  const char *named = getenv("LOCKSTEP_LIBHDF5");
  if (named) {
    void *opened = dlopen(named, mode);
    if (!opened) snprintf(problem, sizeof problem, "%s", dlerror());
    return opened;
  }
  for (size_t index = 0; index < sizeof names / sizeof *names; index++) {
    void *opened = dlopen(names[index], mode);
    if (opened) return opened;
    // The first message tells of the usual name, unless a later one was there and did not load.
    const char *message = dlerror();
    if (index == 0) snprintf(problem, sizeof problem, "%s", message);
  }
  return NULL;
}

const char *chdf5_load(void) {
  if (library) return NULL;
  void *opened = open_library();
  if (!opened) return problem;
  for (size_t index = 0; index < sizeof functions / sizeof *functions; index++) {
    *functions[index].place = dlsym(opened, functions[index].name);
    if (!*functions[index].place) {
      snprintf(problem, sizeof problem, "it has no function %s", functions[index].name);
      dlclose(opened);
      return problem;
    }
  }
  library = opened;
  // Starts the library, which fills in the identifiers of classes and types.
  if (H5open() >= 0) return NULL;
  library = NULL;
  snprintf(problem, sizeof problem, "it does not start");
  return problem;
}

// MARK: - What differs between releases

// What releases tell of a link begins with its kind, and nothing else of it is looked at.
typedef herr_t (*link_visitor)(hid_t group, const char *name, const void *link, void *context);

int chdf5_is_hard_link(hid_t location, const char *name, hid_t access) {
  static const char *const candidates[] = {"H5Lget_info2", "H5Lget_info1", "H5Lget_info"};
  herr_t (*information)(hid_t, const char *, void *, hid_t) =
      (herr_t(*)(hid_t, const char *, void *, hid_t))first_of(candidates, 3);
  // The larger of both forms has 40 bytes.
  union {
    int kind;
    uint64_t room[16];
  } link;
  return information && information(location, name, &link, access) >= 0 &&
         link.kind == CHDF5_LINK_HARD;
}

struct link_visit {
  int (*visit)(const char *name, int kind, void *context);
  void *context;
};

static herr_t visit_link(hid_t group, const char *name, const void *link, void *context) {
  (void)group;
  const struct link_visit *call = context;
  return call->visit(name, *(const int *)link, call->context);
}

int chdf5_each_link(hid_t group, int (*visit)(const char *name, int kind, void *context),
                    void *context) {
  static const char *const candidates[] = {"H5Literate2", "H5Literate1", "H5Literate"};
  herr_t (*iterate)(hid_t, int index, int order, hsize_t *place, link_visitor, void *) =
      (herr_t(*)(hid_t, int, int, hsize_t *, link_visitor, void *))first_of(candidates, 3);
  struct link_visit call = {visit, context};
  hsize_t place = 0;
  // By name, in the order of the file.
  return iterate ? iterate(group, 0, 2, &place, visit_link, &call) : -1;
}

struct attribute_visit {
  int (*visit)(const char *name, void *context);
  void *context;
};

static herr_t visit_attribute(hid_t object, const char *name, const void *facts, void *context) {
  (void)object;
  (void)facts;
  const struct attribute_visit *call = context;
  return call->visit(name, call->context);
}

int chdf5_each_attribute(hid_t object, int (*visit)(const char *name, void *context),
                         void *context) {
  herr_t (*iterate)(hid_t, int index, int order, hsize_t *place, link_visitor, void *) =
      (herr_t(*)(hid_t, int, int, hsize_t *, link_visitor, void *))dlsym(library, "H5Aiterate2");
  struct attribute_visit call = {visit, context};
  hsize_t place = 0;
  return iterate ? iterate(object, 0, 2, &place, visit_attribute, &call) : -1;
}

int chdf5_describe(hid_t object, chdf5_object *description) {
  // Basic facts only. The object is a token of 16 bytes since 1.12, before that an address of 8.
  const unsigned basic = 1;
  union {
    struct {
      unsigned long file;
      uint64_t token[2];
      int kind;
    } newer;
    struct {
      unsigned long file;
      haddr_t address;
      int kind;
    } older;
    uint64_t room[64];
  } facts = {.room = {0}};
  typedef herr_t (*information)(hid_t, void *, unsigned);
  information newer = (information)dlsym(library, "H5Oget_info3");
  if (newer) {
    if (newer(object, &facts, basic) < 0) return -1;
    *description = (chdf5_object){
        {facts.newer.token[0], facts.newer.token[1]}, facts.newer.kind};
    return 0;
  }
  information older = (information)dlsym(library, "H5Oget_info2");
  if (!older || older(object, &facts, basic) < 0) return -1;
  *description = (chdf5_object){{facts.older.address, 0}, facts.older.kind};
  return 0;
}

herr_t chdf5_leave_unlocked(hid_t access_list) {
  herr_t (*set)(hid_t, bool, bool) =
      (herr_t(*)(hid_t, bool, bool))dlsym(library, "H5Pset_file_locking");
  return set ? set(access_list, false, true) : 0;
}

// MARK: - Identifiers, which the library keeps in variables

static hid_t value(const char *variable) {
  const hid_t *place = dlsym(library, variable);
  return place ? *place : -1;
}

#define VALUE(function, variable) \
  hid_t function(void) { return value(#variable); }
VALUE(chdf5_class_file_creation, H5P_CLS_FILE_CREATE_ID_g)
VALUE(chdf5_class_file_access, H5P_CLS_FILE_ACCESS_ID_g)
VALUE(chdf5_class_group_creation, H5P_CLS_GROUP_CREATE_ID_g)
VALUE(chdf5_class_group_access, H5P_CLS_GROUP_ACCESS_ID_g)
VALUE(chdf5_class_dataset_creation, H5P_CLS_DATASET_CREATE_ID_g)
VALUE(chdf5_class_dataset_access, H5P_CLS_DATASET_ACCESS_ID_g)
VALUE(chdf5_class_dataset_transfer, H5P_CLS_DATASET_XFER_ID_g)
VALUE(chdf5_class_attribute_creation, H5P_CLS_ATTRIBUTE_CREATE_ID_g)
VALUE(chdf5_class_attribute_access, H5P_CLS_ATTRIBUTE_ACCESS_ID_g)
VALUE(chdf5_class_link_creation, H5P_CLS_LINK_CREATE_ID_g)
VALUE(chdf5_class_link_access, H5P_CLS_LINK_ACCESS_ID_g)
VALUE(chdf5_type_float32, H5T_IEEE_F32LE_g)
VALUE(chdf5_type_float64, H5T_IEEE_F64LE_g)
VALUE(chdf5_type_int8, H5T_STD_I8LE_g)
VALUE(chdf5_type_int16, H5T_STD_I16LE_g)
VALUE(chdf5_type_int32, H5T_STD_I32LE_g)
VALUE(chdf5_type_int64, H5T_STD_I64LE_g)
VALUE(chdf5_type_uint8, H5T_STD_U8LE_g)
VALUE(chdf5_type_uint16, H5T_STD_U16LE_g)
VALUE(chdf5_type_uint32, H5T_STD_U32LE_g)
VALUE(chdf5_type_uint64, H5T_STD_U64LE_g)
VALUE(chdf5_type_c_string, H5T_C_S1_g)

int chdf5_anonymous_file(const char *label) {
#ifdef __linux__
  return (int)syscall(SYS_memfd_create, label, 1u /* MFD_CLOEXEC */);
#else
  (void)label;
  errno = ENOSYS;
  return -1;
#endif
}
