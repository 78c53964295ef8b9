// A libcuda.so.1 for tests: the driver calls that the worker makes, on memory of the host, with a
// few kernels that it knows by name. FAKE_CUDA_STATE names a file that counts what is allocated and
// called, over all processes of a test; FAKE_CUDA_FAULTS asks for faults:
//   call@n=action[;...]   n: the how manieth call of the function in that file, or *
//   action: an error code | sticky:code | hang | crash | exit | lost (the device, for good)
// FAKE_CUDA_NAME, FAKE_CUDA_COUNT, FAKE_CUDA_MEMORY (bytes) and FAKE_CUDA_ATTRIBUTES
// (number=value;...) describe the device; launches of blocks of FAKE_CUDA_BAD_BLOCK threads leave
// their buffers. FAKE_CUDA_MICROS (micros;threads=micros;...) says how long a launch takes by events,
// by the threads of its blocks, and FAKE_CUDA_NOISE by which part that varies; after a launch of blocks
// of FAKE_CUDA_SPOIL_BLOCK threads all launches of the process take three times as long. A file fake_cuda.conf beside the library, a NAME=value a
// line, stands for variables that are not set.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

typedef int CUresult;
typedef uint64_t CUdeviceptr;

enum { CALLS = 64, MODULES = 64, BLOCKS = 4096 };
enum {
  SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NO_DEVICE = 100, INVALID_DEVICE = 101,
  INVALID_PTX = 218, NOT_FOUND = 500, ILLEGAL_ADDRESS = 700, MISALIGNED = 716,
  COOPERATIVE_TOO_LARGE = 720, LOST = 46
};

// What the tests read; the layout is theirs too.
struct state {
  int64_t buffers, bytes, modules, events, launches, contexts, lost, processes;
  struct { char name[56]; int64_t count; } calls[CALLS];
};

static struct state local, *state;
static CUresult sticky;

struct block { char* start; size_t bytes; };
static struct block blocks[BLOCKS];

struct module { int used; int counter; char* names; };
static struct module modules[MODULES];
struct function { struct module* module; char name[64]; int dynamic; };

// Returns a setting, or null.
static const char* setting(const char* name) {
  const char* variable = getenv(name);
  if (variable) return variable;
  static char lines[64][512];
  static int count = -1;
  Dl_info self;
  if (count < 0 && dladdr(&sticky, &self)) {
    char path[512];
    snprintf(path, sizeof path, "%s", self.dli_fname);
    *strrchr(path, '/') = 0;
    strncat(path, "/fake_cuda.conf", 20);
    FILE* file = fopen(path, "r");
    for (count = 0; file && count < 64 && fgets(lines[count], 512, file); count++) {
      lines[count][strcspn(lines[count], "\n")] = 0;
    }
    if (file) fclose(file);
  }
  for (int i = 0; i < count; i++) {
    size_t length = strlen(name);
    if (!strncmp(lines[i], name, length) && lines[i][length] == '=') return lines[i] + length + 1;
  }
  return 0;
}

static void start(void) {
  if (state) return;
  state = &local;
  const char* file = setting("FAKE_CUDA_STATE");
  int fd = file ? open(file, O_RDWR | O_CREAT, 0600) : -1;
  if (fd >= 0 && !ftruncate(fd, sizeof local)) {
    void* mapped = mmap(0, sizeof local, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped != MAP_FAILED) state = mapped;
    close(fd);
  }
  // What an earlier process held went with it.
  state->buffers = state->bytes = state->modules = state->events = state->contexts = 0;
  state->processes++;
}

static int64_t count(const char* name) {
  for (int i = 0; i < CALLS; i++) {
    if (!state->calls[i].name[0]) strncpy(state->calls[i].name, name, 55);
    if (!strcmp(state->calls[i].name, name)) return ++state->calls[i].count;
  }
  return 0;
}

static void hang(void) { for (;;) usleep(10000); }

// Counts the call and carries out the fault that is asked for, if one is.
static CUresult fault(const char* name) {
  start();
  int64_t now = count(name);
  if (state->lost) return LOST;
  const char* faults = setting("FAKE_CUDA_FAULTS");
  char* copy = strdup(faults ? faults : "");
  CUresult result = sticky;
  char* rest = copy;
  for (char* one; (one = strsep(&rest, ";"));) {
    char* at = strchr(one, '@');
    char* is = at ? strchr(at, '=') : 0;
    if (!is) continue;
    *at = *is = 0;
    if (strcmp(one, name) || (strcmp(at + 1, "*") && atoll(at + 1) != now)) continue;
    if (!strcmp(is + 1, "hang")) hang();
    if (!strcmp(is + 1, "crash")) *(volatile int*)16 = 1;
    if (!strcmp(is + 1, "exit")) _exit(3);
    if (!strcmp(is + 1, "lost")) { state->lost = 1; result = LOST; }
    else if (!strncmp(is + 1, "sticky:", 7)) result = sticky = atoi(is + 8);
    else result = atoi(is + 1);
  }
  free(copy);
  return result;
}

#define ENTER() do { CUresult code = fault(__func__); if (code) return code; } while (0)

CUresult cuInit(unsigned flags) { ENTER(); return SUCCESS; }
CUresult cuDriverGetVersion(int* version) { ENTER(); *version = 13000; return SUCCESS; }

static int devices(void) {
  const char* text = setting("FAKE_CUDA_COUNT");
  return text ? atoi(text) : 1;
}

CUresult cuDeviceGetCount(int* found) { ENTER(); *found = devices(); return SUCCESS; }

CUresult cuDeviceGet(int* device, int ordinal) {
  ENTER();
  if (!devices()) return NO_DEVICE;
  if (ordinal < 0 || ordinal >= devices()) return INVALID_DEVICE;
  *device = ordinal;
  return SUCCESS;
}

CUresult cuDeviceGetName(char* name, int length, int device) {
  ENTER();
  const char* text = setting("FAKE_CUDA_NAME");
  snprintf(name, length, "%s", text ? text : "NVIDIA H200");
  return SUCCESS;
}

CUresult cuDeviceGetUuid(unsigned char* uuid, int device) {
  ENTER();
  memset(uuid, 0xFA, 16);
  uuid[15] = device;
  // Each test has a GPU of its own: none waits for another's lock.
  const char* file = setting("FAKE_CUDA_STATE");
  for (int i = 0; file && file[i]; i++) uuid[i % 15] = uuid[i % 15] * 31 + file[i];
  return SUCCESS;
}

static size_t memory(void) {
  const char* text = setting("FAKE_CUDA_MEMORY");
  return text ? strtoull(text, 0, 10) : 150ull << 30;
}

CUresult cuDeviceTotalMem_v2(size_t* bytes, int device) { ENTER(); *bytes = memory(); return SUCCESS; }

CUresult cuDeviceGetAttribute(int* value, int attribute, int device) {
  ENTER();
  char wanted[16];
  snprintf(wanted, sizeof wanted, ";%d=", attribute);
  char given[512];
  const char* text = setting("FAKE_CUDA_ATTRIBUTES");
  snprintf(given, sizeof given, ";%s", text ? text : "");
  char* found = strstr(given, wanted);
  if (found) { *value = atoi(found + strlen(wanted)); return SUCCESS; }
  switch (attribute) {
    case 1: *value = 1024; return SUCCESS;
    case 13: *value = 1980000; return SUCCESS;
    case 16: *value = 132; return SUCCESS;
    case 36: *value = 3201000; return SUCCESS;
    case 37: *value = 6144; return SUCCESS;
    case 38: *value = 62914560; return SUCCESS;
    case 39: *value = 2048; return SUCCESS;
    case 75: *value = 9; return SUCCESS;
    case 76: *value = 0; return SUCCESS;
    case 81: *value = 233472; return SUCCESS;
    case 82: *value = 65536; return SUCCESS;
    case 95: *value = 1; return SUCCESS;
    case 97: *value = 232448; return SUCCESS;
    case 106: *value = 32; return SUCCESS;
    case 111: *value = 1024; return SUCCESS;
    default: return INVALID_VALUE;
  }
}

CUresult cuCtxCreate_v2(void** context, unsigned flags, int device) {
  ENTER();
  *context = state;
  state->contexts++;
  return SUCCESS;
}

CUresult cuCtxSynchronize(void) { ENTER(); return SUCCESS; }

CUresult cuMemGetInfo_v2(size_t* free, size_t* total) {
  ENTER();
  *total = memory();
  *free = memory() - state->bytes;
  return SUCCESS;
}

CUresult cuMemAlloc_v2(CUdeviceptr* pointer, size_t bytes) {
  ENTER();
  if (bytes > memory() - state->bytes) return OUT_OF_MEMORY;
  for (int i = 0; i < BLOCKS; i++) {
    if (blocks[i].start) continue;
    void* start = mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (start == MAP_FAILED) return OUT_OF_MEMORY;
    blocks[i] = (struct block){start, bytes};
    *pointer = (CUdeviceptr)start;
    state->buffers++;
    state->bytes += bytes;
    return SUCCESS;
  }
  return OUT_OF_MEMORY;
}

CUresult cuMemFree_v2(CUdeviceptr pointer) {
  ENTER();
  for (int i = 0; i < BLOCKS; i++) {
    if (blocks[i].start != (char*)pointer || !pointer) continue;
    munmap(blocks[i].start, blocks[i].bytes);
    state->buffers--;
    state->bytes -= blocks[i].bytes;
    blocks[i].start = 0;
    return SUCCESS;
  }
  return INVALID_VALUE;
}

static int allocated(const void* from, size_t bytes) {
  for (int i = 0; i < BLOCKS; i++) {
    char* start = blocks[i].start;
    if (start && (char*)from >= start && (char*)from + bytes <= start + blocks[i].bytes) return 1;
  }
  return 0;
}

CUresult cuMemcpyHtoD_v2(CUdeviceptr to, const void* from, size_t bytes) {
  ENTER();
  if (!allocated((void*)to, bytes)) return INVALID_VALUE;
  memcpy((void*)to, from, bytes);
  return SUCCESS;
}

CUresult cuMemcpyDtoH_v2(void* to, CUdeviceptr from, size_t bytes) {
  ENTER();
  if (!allocated((void*)from, bytes)) return INVALID_VALUE;
  memcpy(to, (void*)from, bytes);
  return SUCCESS;
}

CUresult cuMemsetD8_v2(CUdeviceptr to, unsigned char value, size_t bytes) {
  ENTER();
  if (!allocated((void*)to, bytes)) return INVALID_VALUE;
  memset((void*)to, value, bytes);
  return SUCCESS;
}

CUresult cuMemsetD32Async(CUdeviceptr to, unsigned value, size_t words, void* stream) {
  ENTER();
  if (!allocated((void*)to, words * 4)) return INVALID_VALUE;
  return SUCCESS;
}

static size_t elf_bytes(const char* image) {
  const Elf64_Ehdr* header = (const Elf64_Ehdr*)image;
  size_t end = header->e_shoff + (size_t)header->e_shnum * header->e_shentsize;
  const Elf64_Shdr* sections = (const Elf64_Shdr*)(image + header->e_shoff);
  for (int i = 0; i < header->e_shnum; i++) {
    size_t last = sections[i].sh_offset + (sections[i].sh_type == SHT_NOBITS ? 0 : sections[i].sh_size);
    if (last > end) end = last;
  }
  return end;
}

// Keeps the names of an image's kernels, each between two newlines.
static char* names(const char* image) {
  char* list = calloc(1, 4096);
  strcat(list, "\n");
  if (!memcmp(image, ELFMAG, SELFMAG)) {
    size_t bytes = elf_bytes(image);
    for (const char* at = image; (at = memmem(at, image + bytes - at, "\0.text.", 7)); at += 7) {
      strncat(strncat(list, at + 7, 255), "\n", 2);
    }
    return list;
  }
  for (const char* at = image; (at = strstr(at, ".entry ")); at += 7) {
    size_t length = strcspn(at + 7, " (\n");
    strncat(strncat(list, at + 7, length), "\n", 2);
  }
  return list;
}

CUresult cuModuleLoadData(void** module, const void* image) {
  ENTER();
  if (memcmp(image, ELFMAG, SELFMAG) && !strstr(image, ".version")) return INVALID_PTX;
  for (int i = 0; i < MODULES; i++) {
    if (modules[i].used) continue;
    modules[i] = (struct module){1, 100, names(image)};
    *module = &modules[i];
    state->modules++;
    return SUCCESS;
  }
  return OUT_OF_MEMORY;
}

CUresult cuModuleUnload(void* module) {
  ENTER();
  free(((struct module*)module)->names);
  ((struct module*)module)->used = 0;
  state->modules--;
  return SUCCESS;
}

CUresult cuModuleGetFunction(void** function, void* module, const char* name) {
  ENTER();
  char wanted[80];
  snprintf(wanted, sizeof wanted, "\n%s\n", name);
  if (!strstr(((struct module*)module)->names, wanted)) return NOT_FOUND;
  struct function* found = calloc(1, sizeof *found);
  found->module = module;
  strncpy(found->name, name, 63);
  *function = found;
  return SUCCESS;
}

CUresult cuFuncSetAttribute(void* function, int attribute, int value) {
  ENTER();
  if (attribute != 8 || value > 232448) return INVALID_VALUE;
  ((struct function*)function)->dynamic = value;
  return SUCCESS;
}

// One launch as the kernels below see it.
struct launch { struct function* function; unsigned gx, gy, gz, bx, by, bz; void** parameters; };

#define P(type, n) (*(type*)launch->parameters[n])

// Stores like a GPU: outside of everything allocated is an illegal address.
static void store(void* at, const void* value, size_t bytes) {
  if ((uintptr_t)at % bytes) sticky = MISALIGNED;
  else if (!allocated(at, bytes)) sticky = ILLEGAL_ADDRESS;
  else memcpy(at, value, bytes);
}

static void store_float(float* at, float value) { store(at, &value, 4); }
static void store_int(int* at, int value) { store(at, &value, 4); }

static void add(struct launch* launch) {
  float *x = P(float*, 0), *y = P(float*, 1), *z = P(float*, 2);
  int64_t threads = (int64_t)launch->gx * launch->bx;
  int64_t n = threads < P(int, 3) ? threads : P(int, 3);
  if (!allocated(z, n * 4)) sticky = ILLEGAL_ADDRESS;
  for (int64_t i = 0; i < n && !sticky; i++) z[i] = x[i] + y[i];
}

// The sum of two vectors as the expert's schedules write it: a thread may have several elements.
static void sum(struct launch* launch) {
  float *x = P(float*, 0), *y = P(float*, 1), *z = P(float*, 2);
  int64_t n = P(int, 3);
  if (!allocated(z, n * 4)) sticky = ILLEGAL_ADDRESS;
  for (int64_t i = 0; i < n && !sticky; i++) z[i] = x[i] + y[i];
}

static void scale(struct launch* launch) {
  float* x = P(float*, 0);
  for (int64_t i = 0; i < P(int64_t, 3) && !sticky; i++) {
    store_float(x + i, (float)(x[i] * P(float, 1) + P(double, 2)));
  }
}

static void past_end(struct launch* launch) {
  for (unsigned i = 0; i < launch->bx && !sticky; i++) store_float(P(float*, 0) + P(int, 1) + i, 1);
}

static void count_kernel(struct launch* launch) {
  store_int(P(int*, 0), ++launch->function->module->counter);
}

static void reverse(struct launch* launch) {
  float *x = P(float*, 0), kept[1024];
  memcpy(kept, x, launch->bx * 4);
  for (unsigned i = 0; i < launch->bx; i++) store_float(x + i, kept[launch->bx - 1 - i]);
}

static void place(struct launch* launch) {
  unsigned blocks = launch->gx * launch->gy * launch->gz;
  unsigned threads = launch->bx * launch->by * launch->bz;
  for (unsigned i = 0; i < blocks * threads; i++) {
    store_int(P(int*, 0) + i, i / threads * 1000 + i % threads);
  }
}

static void spin(struct launch* launch) {
  while (*P(volatile int*, 0) == 0) usleep(1000);
}

static void plain(struct launch* launch) { store_int(P(int*, 0), 7); }

static void say(struct launch* launch) {
  printf("thread %d says %d\n", 0, P(int, 0));
  fflush(stdout);
}

static void wild(struct launch* launch) { store_float((float*)16, 1); }

static void crooked(struct launch* launch) { store_float((float*)(P(char*, 0) + 2), 1); }

static void trap(struct launch* launch) { sticky = 719; }

static const struct { const char* name; void (*run)(struct launch*); } KERNELS[] = {
  {"add", add}, {"z_add", sum}, {"pointwise_1", sum}, {"scale", scale}, {"past_end", past_end}, {"count", count_kernel},
  {"reverse", reverse}, {"place", place}, {"spin", spin}, {"_Z5plainPi", plain}, {"say", say},
  {"wild", wild}, {"crooked", crooked}, {"trap", trap}, {"y_add", add},
};

// The clock of events, in microseconds, where launches take as long as they are told to.
static double elapsed;
static double slower = 1;

static void pass(unsigned threads) {
  const char* micros = setting("FAKE_CUDA_MICROS");
  if (!micros) return;
  const char* noise = setting("FAKE_CUDA_NOISE");
  static uint64_t seed = 1;
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  double varied = (double)(seed >> 33) / (1u << 30) - 1;
  char wanted[16];
  snprintf(wanted, sizeof wanted, ";%u=", threads);
  char* own = strstr(micros, wanted);
  double usual = atof(own ? own + strlen(wanted) : micros);
  elapsed += slower * usual * (1 + (noise ? atof(noise) : 0) * varied);
  const char* spoils = setting("FAKE_CUDA_SPOIL_BLOCK");
  if (spoils && atoi(spoils) == (int)threads) slower = 3;
}

static CUresult run(struct launch* launch, unsigned shared) {
  unsigned limit = launch->function->dynamic > 49152 ? launch->function->dynamic : 49152;
  uint64_t threads = (uint64_t)launch->bx * launch->by * launch->bz;
  if (!threads || threads > 1024 || shared > limit || !launch->gx) return INVALID_VALUE;
  state->launches++;
  pass(threads);
  const char* bad = setting("FAKE_CUDA_BAD_BLOCK");
  if (bad && atoi(bad) == (int)threads) {
    sticky = ILLEGAL_ADDRESS;
    return SUCCESS;
  }
  for (size_t i = 0; i < sizeof KERNELS / sizeof *KERNELS; i++) {
    if (!strcmp(KERNELS[i].name, launch->function->name)) {
      KERNELS[i].run(launch);
      return SUCCESS;
    }
  }
  return NOT_FOUND;
}

CUresult cuLaunchKernel(void* function, unsigned gx, unsigned gy, unsigned gz, unsigned bx,
    unsigned by, unsigned bz, unsigned shared, void* stream, void** parameters, void** extra) {
  ENTER();
  struct launch launch = {function, gx, gy, gz, bx, by, bz, parameters};
  return run(&launch, shared);
}

CUresult cuLaunchCooperativeKernel(void* function, unsigned gx, unsigned gy, unsigned gz,
    unsigned bx, unsigned by, unsigned bz, unsigned shared, void* stream, void** parameters) {
  ENTER();
  if ((uint64_t)gx * gy * gz > 132 * 16) return COOPERATIVE_TOO_LARGE;
  struct launch launch = {function, gx, gy, gz, bx, by, bz, parameters};
  return run(&launch, shared);
}

CUresult cuEventCreate(void** event, unsigned flags) {
  ENTER();
  *event = calloc(1, sizeof(double));
  state->events++;
  return SUCCESS;
}

CUresult cuEventDestroy_v2(void* event) {
  ENTER();
  free(event);
  state->events--;
  return SUCCESS;
}

CUresult cuEventRecord(void* event, void* stream) {
  ENTER();
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  *(double*)event = setting("FAKE_CUDA_MICROS") ? elapsed * 1e-3 : now.tv_sec * 1e3 + now.tv_nsec * 1e-6;
  return SUCCESS;
}

CUresult cuEventElapsedTime(float* millis, void* from, void* to) {
  ENTER();
  *millis = *(double*)to - *(double*)from;
  return SUCCESS;
}
