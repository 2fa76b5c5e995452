// verdict: CE
#include "/proc/1/environ"
#error read
int main() {}
