// verdict: CE
int a[1L << 36] = {1};
int main() {}
