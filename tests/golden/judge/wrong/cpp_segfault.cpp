// verdict: RTE
int main() { *(volatile int *)8 = 1; }
