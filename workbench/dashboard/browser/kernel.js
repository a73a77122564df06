// Whether the kernel that works for the page is still there: in JupyterLab it may be restarted while the page stays in
// its cell, and what the page shows then is of before.

class KernelWatch {
  constructor(model, root, lost) {
    this.model = model;
    this.root = root;
    this.kernel = model.widget_manager && model.widget_manager.kernel;
    this.gone = () => lost();
    this.changed = (_, status) => { if (/restarting|dead|terminating/.test(status)) lost(); };
    model.on("comm_live_update", this.gone); // the manager of widgets has let go of its models
    if (this.kernel && this.kernel.statusChanged) this.kernel.statusChanged.connect(this.changed);
  }

  // In a notebook's cell, not on a page of its own that a reload brings back.
  inNotebook() {
    return Boolean(this.root.closest(".jp-NotebookPanel"));
  }

  // Another cell is running: the page answers when it is done.
  busy() {
    return Boolean(this.kernel && this.kernel.status === "busy");
  }

  close() {
    this.model.off("comm_live_update", this.gone);
    if (this.kernel && this.kernel.statusChanged) this.kernel.statusChanged.disconnect(this.changed);
  }
}
