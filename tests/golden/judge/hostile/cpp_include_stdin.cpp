// verdict: CE
#include "/dev/stdin"
#error read
int main() {}
