// verdict: CE WA
#pragma GCC plugin "/tmp/x.so"
#include "/root/x.h"
int main() {}
