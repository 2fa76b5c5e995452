// verdict: CE
int f() { return 5; }
