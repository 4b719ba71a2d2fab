// frames SOCKET BYTES - the bare limit of a replay: answers each connection to a Unix socket with at least so many
// bytes of server-sent events that were made before, as HTTP/1.1 chunks; one write(2) loop, nothing else.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

// A chunk of the length that the agent sends to a client that keeps up.
enum { CHUNK = 500000 };

static int send_all(int client, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t sent = write(client, bytes, count);
        if (sent < 0) return -1;
        bytes += sent;
        count -= (size_t)sent;
    }
    return 0;
}

static void answer(int client, const char *chunk, size_t length, long wanted) {
    static const char head[] =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
    char request[4096];
    if (read(client, request, sizeof request) <= 0 || send_all(client, head, sizeof head - 1) < 0) return;
    for (long sent = 0; sent < wanted; sent += CHUNK)
        if (send_all(client, chunk, length) < 0) return;
    send_all(client, "0\r\n\r\n", 5);
}

int main(int count, char **arguments) {
    if (count != 3 || strlen(arguments[1]) >= sizeof((struct sockaddr_un *)0)->sun_path) {
        fprintf(stderr, "usage: frames SOCKET BYTES\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strcpy(address.sun_path, arguments[1]);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 8) < 0) {
        perror("frames");
        return 1;
    }
    char *chunk = malloc(CHUNK + 64);
    size_t length = (size_t)sprintf(chunk, "%x\r\n", CHUNK);
    for (size_t end = length + CHUNK; length < end; length++) chunk[length] = "id: 1\ndata: {}\n\n"[length % 16];
    memcpy(chunk + length, "\r\n", 2);
    for (;;) {
        int client = accept(listener, NULL, NULL);
        if (client < 0) continue;
        answer(client, chunk, length + 2, atol(arguments[2]));
        close(client);
    }
}
