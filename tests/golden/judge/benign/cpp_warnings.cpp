// verdict: AC
#include <stdio.h>
int main() { int unused; long x = 5; printf("%d\n", (int)x); }
