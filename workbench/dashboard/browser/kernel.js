// Whether the kernel that works for the page is still there: in JupyterLab it may be restarted while the page stays in
// its cell, and what the page shows then is of before.

class KernelWatch {
  constructor(model, lost) {
    this.model = model;
    this.kernel = model.widget_manager && model.widget_manager.kernel;
    this.gone = () => lost();
    this.changed = (_, status) => { if (/restarting|dead|terminating/.test(status)) lost(); };
    this.cell = undefined; // whether a cell is running, as far as has been heard; the page's messages are work as well
    this.works = (_, { header, parent_header: of, content }) => {
      if (header.msg_type === "status" && of.msg_type === "execute_request") this.cell = content.execution_state === "busy";
    };
    model.on("comm_live_update", this.gone); // the manager of widgets has let go of its models
    if (!this.kernel) return;
    this.kernel.statusChanged.connect(this.changed);
    this.kernel.iopubMessage.connect(this.works);
  }

  // In a notebook, not on a page of its own that a reload brings back.
  inNotebook() {
    return !this.model.opensAtAddress;
  }

  // It works, or the notebook's program doesn't say what it does: there will be an answer.
  busy() {
    return !this.kernel || this.kernel.status === "busy" || this.cell === true;
  }

  // It works at a cell that lets nothing run beside it (others do): the page answers when that is done.
  runsCell() {
    return this.busy() && this.cell !== false;
  }

  close() {
    this.model.off("comm_live_update", this.gone);
    if (!this.kernel) return;
    this.kernel.statusChanged.disconnect(this.changed);
    this.kernel.iopubMessage.disconnect(this.works);
  }
}
