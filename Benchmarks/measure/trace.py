"""What the threads of a tab did, told by Chromium's own tracing."""


class Trace:
    """The tasks of a tab's threads while it was on, by the clock and by CPU time: on a busy machine the clock counts
    the others' turns, too."""

    def __init__(self, tab):
        self.session, self.tab, self.events, self.is_complete = tab.browser.new_browser_cdp_session(), tab, [], False
        self.session.on("Tracing.dataCollected", lambda event: self.events.extend(event["value"]))
        self.session.on("Tracing.tracingComplete", lambda event: setattr(self, "is_complete", True))
        self.session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": {
            "includedCategories": ["toplevel", "__metadata"], "excludedCategories": ["*"]}})

    def tasks(self):
        """{"page": [(ms by the clock, ms of CPU)], "worker": …}"""
        self.session.send("Tracing.end")
        while not self.is_complete:
            self.tab.page.wait_for_timeout(20)
        self.session.detach()
        names, threads = {}, {}
        for event in self.events:
            thread = event["pid"], event["tid"]
            if event["name"] == "thread_name":
                names[thread] = event["args"]["name"]
            elif event["name"] == "ThreadControllerImpl::RunTask" and "dur" in event:
                threads.setdefault(thread, []).append((event["dur"] / 1000, event.get("tdur", 0) / 1000))
        # Chromium's own window has a renderer, too: the tab's has done most.
        mains = [thread for thread in threads if names.get(thread) == "CrRendererMain"]
        main = max(mains, key=lambda thread: sum(cpu for _, cpu in threads[thread]))
        worker = [thread for thread in threads
                  if thread[0] == main[0] and names.get(thread) == "SharedWorker thread"]
        return {"page": threads[main], "worker": threads[worker[0]] if worker else []}
