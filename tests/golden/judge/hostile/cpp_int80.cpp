// verdict: SV RTE
int main() {
#ifdef __x86_64__
    int r;
    asm volatile("int $0x80" : "=a"(r) : "a"(20));
    return r > 0 ? 0 : 1;
#else
    __builtin_trap();
#endif
}
