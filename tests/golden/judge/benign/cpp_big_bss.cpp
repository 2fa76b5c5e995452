// verdict: AC
#include <cstdio>
static char big[128 << 20];
int main() {
    for (size_t i = 0; i < sizeof big; i += 4096) big[i] = 1;
    int a, b;
    scanf("%d %d", &a, &b);
    printf("%d\n", a + b);
}
