namespace Darkroom.Tests.Providers;

/// <summary>A point at which a script waits for the test.</summary>
public sealed class Gate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a script has reached the gate.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Lets the script continue, also if it has not reached the gate yet.</summary>
    public void Open() => _open.TrySetResult();

    public void OpenIf(bool now)
    {
        if (now)
        {
            Open();
        }
    }

    /// <summary>Waits at the gate; called by scripts.</summary>
    public Task PassAsync(CancellationToken gone)
    {
        _reached.TrySetResult();
        return _open.Task.WaitAsync(gone);
    }
}
