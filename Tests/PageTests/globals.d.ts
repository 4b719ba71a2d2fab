// What browsers have and TypeScript 4.8's dom library does not know.

interface SharedWorkerGlobalScope {
    onconnect: ((event: MessageEvent) => void) | null;
}

interface TrustedTypePolicy {
    createScriptURL(url: string): unknown;
}

declare var trustedTypes:
    | { createPolicy(name: string, rules: { createScriptURL(url: string): string }): TrustedTypePolicy }
    | undefined;
