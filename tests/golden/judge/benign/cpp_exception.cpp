// verdict: AC
#include <iostream>
#include <stdexcept>
int main() {
    try {
        throw std::runtime_error("x");
    } catch (const std::exception &) {
        std::cout << 5;
    }
}
