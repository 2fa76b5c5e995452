// verdict: CE
int main() { return 5 }
