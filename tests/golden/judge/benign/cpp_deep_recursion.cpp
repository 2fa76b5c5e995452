// verdict: AC
#include <cstdio>
int depth(int n) {
    volatile char pad[64];
    pad[n % 64] = 1;
    return n == 0 ? 0 : pad[n % 64] + depth(n - 1);
}
int main() { printf("%d\n", depth(1000000) - 999995); }
