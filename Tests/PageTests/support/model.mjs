import { Agent } from "./agent.mjs";
import { Clock, randomFrom, rest } from "./clock.mjs";
import { SimulatedTab } from "./tab.mjs";

const paths = ["/logs", "/logs/a", "/logs/b", "/logs/c", "/logs/d", "/logs/e"];

/**
 * Random tabs, events and failures against a hub; throws where a tab lacks an event, has one twice or a wrong one,
 * where more than four streams are open, or where a view has yielded that should not have.
 */
export class Model {
    #random;
    #clock = new Clock();
    #agent = new Agent();
    #hub;
    #tabs = [];
    #logs = 1;
    /** What was done, for a failure's message. */
    steps = [];

    constructor(Hub, seed) {
        this.#random = randomFrom(seed);
        const { now, setTimer, clearTimer } = this.#clock;
        const outside = { now, setTimer, clearTimer, random: this.#random, isOnline: () => true };
        outside.fetch = this.#agent.fetch;
        this.#hub = new Hub(outside);
        this.#agent.deliver = (bytes, stream) => this.#deliver(bytes, stream);
        for (let count = 0; count < 7; count += 1) this.#newTab();
    }

    async run(count) {
        try {
            for (let step = 0; step < count; step += 1) {
                this.#step();
                this.#checkConnections();
                if (this.#random() < 0.7) await this.#clock.advance(this.#random() * 40);
                if (this.#random() < 0.3) this.#tabs.forEach((tab) => tab.drain());
                if (this.#random() < 0.1) await this.#checkAtRest();
            }
            await this.#checkAtRest();
            this.#closeAll();
            await rest();
            check(this.#agent.streams.size === 0, "a stream without a tab");
            await this.#clock.advance(1000);
            check(this.#clock.pending === 0, "a timer without a tab");
        } catch (error) {
            error.message += `\nafter: ${this.steps.slice(-25).join(", ")}`;
            throw error;
        }
    }

    // MARK: Steps

    #step() {
        const tab = this.#pick(this.#tabs);
        const steps = [
            [8, () => this.#append(1 + Math.floor(this.#random() ** 3 * 60))],
            [0.3, () => this.#append(3000)],
            [3, () => tab.open(this.#pick(paths), 0, 1 + Math.floor(this.#random() * 80)), "open"],
            [2, () => tab.view && tab.resume(), "resume"],
            [1, () => this.#open(tab, this.#pick(this.#tabs)), "open where another is"],
            [2, () => tab.pause(), "pause"],
            [3, () => tab.show(!tab.isVisible), "show"],
            [1, () => this.#replaceTab(tab), "close"],
            [1, () => tab.send({ type: "retry" }), "retry"],
            [2, () => this.#agent.cut(this.#pick(["error", "end"])), "cut"],
            [1, () => this.#agent.heartbeat(), "heartbeat"],
            [0.5, () => this.#agent.evict(Math.floor(this.#random() * 100)), "evict"],
            [0.2, () => this.#replaceLog(), "other log"],
            [0.5, () => (this.#agent.refusal = this.#random() < 0.5 ? null : badGateway), "502"],
        ];
        let at = this.#random() * steps.reduce((sum, [weight]) => sum + weight, 0);
        const [, action, name] = steps.find(([weight]) => (at -= weight) < 0);
        this.steps.push(`${name ?? "append"} ${this.#tabs.indexOf(tab)}`);
        action();
    }

    #append(count) {
        const units = ["a", "b", "c", "d", "e", "f"];
        const some = () => ({ unit: this.#pick(units), step: 1 + Math.floor(this.#random() * 2) });
        this.#agent.appendAll(Array.from({ length: count }, some));
    }

    /** A tab that holds what another one does, as one that was duplicated. */
    #open(tab, other) {
        if (!other.view) return;
        tab.drain().rows = [...other.drain().rows];
        tab.view = other.view;
        tab.log = other.log;
        tab.resume();
    }

    #newTab() {
        const tab = new SimulatedTab(this.#hub);
        this.#tabs.push(tab);
        if (this.#random() < 0.5) tab.show(true);
    }

    #replaceTab(tab) {
        this.#tabs.splice(this.#tabs.indexOf(tab), 1);
        tab.send({ type: "close" });
        this.#newTab();
    }

    #replaceLog() {
        // IDs of another log may lie anywhere.
        this.#agent.replace(`a${++this.#logs}`, 1000 + Math.floor(this.#random() * 3 * this.#agent.head));
        this.#append(Math.floor(this.#random() * 30));
    }

    #closeAll() {
        for (const tab of this.#tabs) tab.send({ type: "close" });
    }

    /** In up to ten chunks, each of which may take its time; none overtakes another. */
    #deliver(bytes, stream) {
        stream.due ??= 0;
        for (let [at, left] = [0, 10]; at < bytes.length; left -= 1) {
            const size = left > 1 && this.#random() < 0.7 ? 1 + Math.floor(this.#random() ** 2 * 9000) : bytes.length;
            const chunk = bytes.slice(at, at + size);
            at += size;
            stream.due = Math.max(stream.due, this.#clock.time) + (this.#random() < 0.5 ? 0 : this.#random() * 60);
            if (stream.due <= this.#clock.time) stream.send(chunk);
            else this.#clock.setTimer(() => stream.send(chunk), stream.due - this.#clock.time);
        }
    }

    #pick(list) {
        return list[Math.floor(this.#random() * list.length)];
    }

    // MARK: Rules

    #checkConnections() {
        check(this.#agent.streams.size <= 4, `${this.#agent.streams.size} streams`);
    }

    async #checkAtRest() {
        this.#agent.refusal = null;
        // The longest delay, and silence on top: what was cut is live again.
        for (let left = 0; left < 3; left += 1) {
            await this.#clock.advance(31_000);
            this.#agent.heartbeat();
        }
        await this.#clock.advance(1000);
        this.#checkConnections();
        for (const tab of this.#tabs) this.#checkTab(tab.drain());
        this.#checkYields();
        const live = this.#tabs.filter((tab) => tab.isFollowing && tab.name === "live");
        const wanted = new Set(live.map((tab) => tab.view));
        check(this.#agent.streams.size === wanted.size, `${this.#agent.streams.size} streams for ${wanted.size} views`);
    }

    #checkTab(tab) {
        const { rows, state, isFollowing, view } = tab;
        for (let row = 1; row < rows.length; row += 1) check(rows[row - 1].id < rows[row].id, "IDs that do not grow");
        if (!isFollowing) return check(!view || !state || state.name === "paused", `${state?.name} when paused`);
        if (state.name === "yielded") return;
        check(state.name === "live", `${state.name} at rest`);
        check(state.last === this.#agent.head - 1, `last ${state.last} of head ${this.#agent.head}`);
        this.#checkRows(rows, this.#agent.matching(view));
    }

    /** From the first row on: all that there is, no more, and gap rows where something was. */
    #checkRows(rows, expected) {
        const held = rows.filter((row) => row.kind === 0);
        const byID = new Map(expected.map((event) => [event.id, event]));
        for (const row of held) {
            const event = byID.get(row.id);
            check(event || row.id < this.#agent.oldest, `row ${row.id} of no event`);
            check(row.message.includes(`of ${this.#agent.log} `), `row ${row.id} of another log`);
            check(!event || event.message === row.message, `row ${row.id} says ${row.message}`);
        }
        const first = rows[0]?.id ?? 0;
        const ids = new Set(held.map((row) => row.id));
        for (const { id } of expected) {
            check(id < first || ids.has(id) || this.#isTold(rows, id), `event ${id} is missing`);
        }
        if (rows.length === 0) check(expected.length === 0, "no rows where there are events");
    }

    /** Whether the row after the place of this event is a gap. */
    #isTold(rows, id) {
        return rows.find((row) => row.id >= id)?.kind === 1;
    }

    #checkYields() {
        const yielded = this.#tabs.filter((tab) => tab.isFollowing && tab.name === "yielded");
        const served = new Set(this.#tabs.filter((tab) => tab.name === "live").map((tab) => tab.view));
        const isSeen = (view) => this.#tabs.some((tab) => tab.isFollowing && tab.isVisible && tab.view === view);
        for (const tab of yielded) {
            check(served.size === 4, `yielded with ${served.size} streams`);
            check(!served.has(tab.view), "yielded, and the view has a stream");
            if (tab.isVisible) check([...served].every(isSeen), "a visible view yielded before a hidden one");
        }
    }
}

const badGateway = () => new Response("", { status: 502 });

function check(holds, what) {
    if (!holds) throw new Error(what);
}
