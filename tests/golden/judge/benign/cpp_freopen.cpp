// verdict: AC
#include <cstdio>
int main() {
    if (!freopen("/dev/stdin", "r", stdin)) return 1;
    int a, b;
    scanf("%d%d", &a, &b);
    printf("%d", a + b);
}
