// verdict: MLE TLE
#include <cstring>
#include <pthread.h>
#include <thread>
int main() {
    std::thread([] { for (;;) memset(new char[1 << 20], 1, 1 << 20); }).detach();
    pthread_exit(nullptr);
}
