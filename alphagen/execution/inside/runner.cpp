// Pid 1 of a cell for compiled programs: what zygote.py is for Python, see there and wire.py.
//
// A program starts by vfork(2) and execveat(2) of a file without a name, which costs a third of
// what a fork of a Python process does. Until then the child shares our memory, so it makes system
// calls only, and leaves in `failed` what went wrong. For many inputs it is started once, and forks
// itself for each (prepared.cpp).

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM_PATH "/box/main"

extern char **environ;

namespace {

enum Kind : uint64_t { PROGRAM = 1, INPUT = 2, INPUTS = 3 };
enum Reason : uint64_t { NONE, PRELUDE_FAILED, KILLED_CPU, KILLED_WALL, KILLED_MEMORY, STARVED };

struct Header {
  uint64_t cpu_us, wall_us, memory, address_space, output, processes;
  uint64_t filter_size, content_size, command_size;
};

struct Report {
  uint64_t reason, status, cpu_us, wall_us, resident_kb, printed, output, errors;

  bool well() const { return reason == NONE && status == 0; }
};

struct Prepared {
  pid_t pid = -1;
  int control = -1;
};

constexpr uint64_t PATIENCE = 10, STDERR_KEPT = 2048;
constexpr long LANDLOCK_RESTRICT_SELF = 446;
constexpr int RULES = 13, CONTENT_FD = 3, CONTROL_FD = 4, STREAMS = 3, OPEN_FILES = 64;
constexpr int NOT_TOGETHER = 118 << 8;  // as a wait status
constexpr uint64_t LONGEST_PAUSE_NS = 20'000'000;

Header header;
std::vector<char> filter;
int content = -1;
int rules = -1;  // Landlock's, where there is no mount namespace
const char *volatile failed = nullptr;
sigset_t child_ends;

void read_exactly(void *to, size_t count) {
  char *at = static_cast<char *>(to);
  while (count > 0) {
    const ssize_t part = read(0, at, count);
    if (part <= 0) _exit(0);  // the supervisor is gone, and with pid 1 the whole cell
    at += part;
    count -= part;
  }
}

void write_all(const void *from, size_t count) {
  const char *at = static_cast<const char *>(from);
  while (count > 0) {
    const ssize_t part = write(1, at, count);
    if (part <= 0) _exit(0);
    at += part;
    count -= part;
  }
}

void send(int file, off_t start, size_t count) {
  while (count > 0) {
    const ssize_t part = sendfile(1, file, &start, count);
    if (part <= 0) _exit(0);
    count -= part;
  }
}

int memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING); }

int receive(const char *name, size_t size) {
  const int file = memory_file(name);
  while (size > 0) {
    const ssize_t part = splice(0, nullptr, file, nullptr, size, 0);
    if (part <= 0) _exit(0);
    size -= part;
  }
  lseek(file, 0, SEEK_SET);
  fcntl(file, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
  return file;
}

uint64_t now_us(clockid_t clock) {
  timespec time{};
  if (clock_gettime(clock, &time) != 0) return 0;
  return time.tv_sec * 1'000'000ULL + time.tv_nsec / 1000;
}

void limit(int which, uint64_t value) {
  rlimit bounds{};
  getrlimit(which, &bounds);
  if (bounds.rlim_max != RLIM_INFINITY && value > bounds.rlim_max) value = bounds.rlim_max;
  bounds = {value, value};
  if (setrlimit(which, &bounds) != 0) failed = "setrlimit failed";
}

// Confine the child, as confine.py does. It shares our memory and must not return. With `control` it
// is to wait there for what it runs on, and then to lay the filter on itself.
[[noreturn]] void become_program(const int (&streams)[STREAMS], int control) {
  setsid();
  if (getppid() != 1) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  const bool waits = control >= 0;
  if (waits) control = fcntl(control, F_DUPFD_CLOEXEC, CONTROL_FD + 1);
  for (int number = 0; number < STREAMS; number++) dup2(streams[number], number);
  dup3(content, CONTENT_FD, O_CLOEXEC);  // already there: dup3 refuses, and nothing is to be done
  if (waits) dup2(control, CONTROL_FD);
  if (rules >= 0 && syscall(LANDLOCK_RESTRICT_SELF, rules, 0) != 0) failed = "landlock failed";
  syscall(SYS_close_range, waits ? CONTROL_FD + 1 : CONTENT_FD + 1, ~0U, 0);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  rlimit stack{};
  getrlimit(RLIMIT_STACK, &stack);
  stack.rlim_cur = stack.rlim_max;
  setrlimit(RLIMIT_STACK, &stack);
  limit(RLIMIT_CPU, header.cpu_us / 1'000'000 + 2);
  limit(RLIMIT_FSIZE, header.output + 1);
  limit(RLIMIT_NOFILE, OPEN_FILES);
  if (header.processes) limit(RLIMIT_NPROC, header.processes + (waits ? 3 : 2));
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_MEMLOCK, 0);
  limit(RLIMIT_MSGQUEUE, 0);
  limit(RLIMIT_AS, header.address_space);
  const sock_fprog program = {static_cast<unsigned short>(filter.size() / sizeof(sock_filter)),
                              reinterpret_cast<sock_filter *>(filter.data())};
  if (!waits && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0) {
    failed = "prctl failed";
  }
  if (failed == nullptr) {
    char name[] = PROGRAM_PATH;
    char *const arguments[] = {name, nullptr};
    syscall(SYS_execveat, CONTENT_FD, "", arguments, environ, AT_EMPTY_PATH);
    failed = errno == ENOEXEC ? "the binary is of no known kind" : "execveat failed";
  }
  _exit(119);
}

// Read a field of a small file of the kernel's, 0 where it cannot be read.
uint64_t field(pid_t pid, const char *name, int number) {
  char path[64], text[200];
  snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  const ssize_t size = read(file, text, sizeof text - 1);
  close(file);
  if (size <= 0) return 0;
  text[size] = 0;
  const char *at = text;
  while (number-- > 0) at = strchr(at, ' ') ? strchr(at, ' ') + 1 : "0";
  return strtoull(at, nullptr, 10);
}

Reason overrun(pid_t pid, uint64_t wall_us) {
  const clockid_t clock = static_cast<clockid_t>((~static_cast<unsigned>(pid) << 3) | 2);
  if (now_us(clock) > header.cpu_us) return KILLED_CPU;
  if (wall_us > header.wall_us) {
    if (wall_us > header.wall_us + field(pid, "schedstat", 1) / 1000) return KILLED_WALL;
    if (wall_us > PATIENCE * header.wall_us) return STARVED;
  }
  const uint64_t resident = field(pid, "statm", 1) * sysconf(_SC_PAGESIZE);
  return resident > header.memory ? KILLED_MEMORY : NONE;
}

uint64_t cpu_us(const rusage &usage) {
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1'000'000ULL + usage.ru_utime.tv_usec +
         usage.ru_stime.tv_usec;
}

// Kill and reap everything else in the cell; return the CPU time it used.
uint64_t sweep() {
  uint64_t used = 0;
  while (true) {
    if (getpid() == 1) kill(-1, SIGKILL);
    rusage usage{};
    if (wait4(-1, nullptr, 0, &usage) < 0) return used;
    used += cpu_us(usage);
  }
}

uint64_t size_of(int file) {
  struct stat about {};
  fstat(file, &about);
  return about.st_size;
}

// Wait for the program to end, or end it. A prepared one forks and its child says on `control` which
// process it is (pid is 0 until then), which it may lie about.
void supervise(pid_t pid, int control, int output, int errors, Report &report) {
  const uint64_t begun = now_us(CLOCK_MONOTONIC);
  uint64_t pause = 1'000'000;
  int status = 0;
  rusage usage{};
  while (true) {
    const timespec time = {0, static_cast<long>(pause)};
    sigtimedwait(&child_ends, nullptr, &time);
    const pid_t found = wait4(pid > 0 ? pid : -1, &status, WNOHANG, &usage);
    report.wall_us = now_us(CLOCK_MONOTONIC) - begun;
    if (pid == 0) recv(control, &pid, sizeof pid, MSG_DONTWAIT);
    const bool silent = pid == 0 && report.wall_us > header.wall_us;
    if (silent || pid < 0 || (found != 0 && found != pid)) {
      status = NOT_TOGETHER;
      break;
    }
    if (found != 0) break;
    if (pid != 0) report.reason = overrun(pid, report.wall_us);
    if (report.reason != NONE) {
      kill(pid, SIGKILL);
      wait4(pid, &status, 0, &usage);
      break;
    }
    pause = pause * 2 < LONGEST_PAUSE_NS ? pause * 2 : LONGEST_PAUSE_NS;
  }
  report.status = status;
  report.resident_kb = usage.ru_maxrss;
  report.cpu_us = cpu_us(usage);
  const uint64_t printed = size_of(output), said = size_of(errors);
  report.printed = printed > said ? printed : said;
  report.output = printed < header.output + 1 ? printed : header.output + 1;
  report.errors = said < STDERR_KEPT ? said : STDERR_KEPT;
}

void run_once(uint64_t size) {
  const int input = receive("stdin", size), output = memory_file("stdout");
  const int errors = memory_file("stderr");
  Report report{};
  failed = nullptr;
  const pid_t pid = vfork();
  if (pid == 0) become_program({input, output, errors}, -1);
  if (pid < 0) failed = "vfork failed";
  if (failed != nullptr) {
    const char *const why = failed;
    if (pid > 0) waitpid(pid, nullptr, 0);
    sweep();
    report.reason = PRELUDE_FAILED;
    report.errors = strlen(why);
    write_all(&report, sizeof report);
    write_all(why, report.errors);
  } else {
    supervise(pid, -1, output, errors, report);
    report.cpu_us += sweep();
    write_all(&report, sizeof report);
    send(output, 0, report.output);
    send(errors, size_of(errors) - report.errors, report.errors);
  }
  close(input);
  close(output);
  close(errors);
}

// Start the program up to its own code.
bool prepare(Prepared &prepared) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return false;
  const int nothing = memory_file("nothing");
  failed = nullptr;
  prepared.pid = vfork();
  if (prepared.pid == 0) become_program({nothing, nothing, nothing}, ends[1]);
  close(nothing);
  close(ends[1]);
  prepared.control = ends[0];
  return prepared.pid > 0 && failed == nullptr &&
         send(prepared.control, filter.data(), filter.size(), MSG_NOSIGNAL) > 0;
}

// Send it what a fork of it is to run on.
bool hand_over(const Prepared &prepared, const int (&streams)[STREAMS]) {
  char nothing = 0;
  alignas(cmsghdr) char space[CMSG_SPACE(sizeof streams)] = {};
  iovec part{&nothing, sizeof nothing};
  const msghdr message{nullptr, 0, &part, 1, space, sizeof space, 0};
  cmsghdr *const first = CMSG_FIRSTHDR(&message);
  first->cmsg_level = SOL_SOCKET;
  first->cmsg_type = SCM_RIGHTS;
  first->cmsg_len = CMSG_LEN(sizeof streams);
  memcpy(CMSG_DATA(first), streams, sizeof streams);
  return sendmsg(prepared.control, &message, MSG_NOSIGNAL) > 0;
}

// Run on one of many inputs, and add what it used to the report of all.
void run_another(const Prepared &prepared, int input, int output, Report &all) {
  const int errors = memory_file("stderr");
  Report report{};
  if (hand_over(prepared, {input, output, errors})) {
    supervise(0, prepared.control, output, errors, report);
  } else {
    report.status = NOT_TOGETHER;
  }
  close(errors);
  all.reason = report.reason;
  all.status = report.status;
  all.cpu_us += report.cpu_us;
  all.wall_us += report.wall_us;
  if (all.resident_kb < report.resident_kb) all.resident_kb = report.resident_kb;
  if (all.printed < report.printed) all.printed = report.printed;
  all.output += report.output;
  if (all.well() && all.cpu_us > header.cpu_us) all.reason = KILLED_CPU;
}

// Run on all inputs, while all goes well, in forks of one process. The output is that of together.py.
void run_together(uint64_t count) {
  std::vector<uint64_t> sizes(count);
  read_exactly(sizes.data(), count * sizeof sizes[0]);
  std::vector<int> inputs, outputs;
  for (const uint64_t size : sizes) inputs.push_back(receive("stdin", size));
  Report report{};
  Prepared prepared;
  // Its constructors could leave processes behind, which only pid 1 is sure to find.
  if (getpid() != 1 || !prepare(prepared)) report.status = NOT_TOGETHER;
  for (uint64_t index = 0; index < count && report.well(); index++) {
    outputs.push_back(memory_file("stdout"));
    run_another(prepared, inputs[index], outputs.back(), report);
    sizes[index] = size_of(outputs.back());
  }
  if (prepared.control >= 0) close(prepared.control);
  sweep();
  if (report.well()) {
    const uint64_t printed = report.output, listed = count * sizeof sizes[0];
    report.output = printed + listed;
    write_all(&report, sizeof report);
    for (uint64_t index = 0; index < count; index++) send(outputs[index], 0, sizes[index]);
    write_all(sizes.data(), listed);
  } else {
    report.output = 0;
    write_all(&report, sizeof report);
  }
  for (const int file : inputs) close(file);
  for (const int file : outputs) close(file);
}

void read_program() {
  read_exactly(&header, sizeof header);
  filter.resize(header.filter_size);
  read_exactly(filter.data(), filter.size());
  if (content >= 0) close(content);
  content = receive("content", header.content_size);
}

// Add two numbers, in the place of a program: by this one knows whether a cell is well.
int sing() {
  int first = 0, second = 0;
  if (scanf("%d %d", &first, &second) != 2) return 1;
  printf("%d\n", first + second);
  return 0;
}

}  // namespace

int main(int count, char **arguments) {
  if (strcmp(arguments[0], PROGRAM_PATH) == 0) return sing();
  const char *const option = "--rules=";
  if (count > 1 && strncmp(arguments[1], option, strlen(option)) == 0) {
    rules = RULES;
    dup3(atoi(arguments[1] + strlen(option)), rules, O_CLOEXEC);
    fcntl(rules, F_SETFD, FD_CLOEXEC);  // it may have been there already
  }
  syscall(SYS_close_range, 3, RULES - 1, 0);
  syscall(SYS_close_range, rules < 0 ? RULES : RULES + 1, ~0U, 0);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  sigemptyset(&child_ends);
  sigaddset(&child_ends, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child_ends, nullptr);
  while (true) {
    uint64_t message[2];
    read_exactly(message, sizeof message);
    if (message[0] == PROGRAM) {
      read_program();
    } else if (message[0] == INPUTS) {
      run_together(message[1]);
    } else {
      run_once(message[1]);
    }
  }
}
