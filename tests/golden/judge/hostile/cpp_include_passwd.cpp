// verdict: CE
#include "/etc/passwd"
int main() {}
