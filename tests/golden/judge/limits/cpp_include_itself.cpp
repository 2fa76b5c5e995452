// verdict: CE
#include "/proc/self/fd/0"
#include __FILE__
int main() {}
