// verdict: AC
#include <cstdio>
#include <unistd.h>
int main() { puts(fork() == -1 ? "5" : "ESCAPED"); }
