// verdict: MLE RTE TLE
int f(volatile int n) { return f(n + 1) + n; }
int main() { return f(0); }
