namespace Darkroom.Tests.Providers;

/// <summary>A place where a script waits for the test.</summary>
public sealed class Gate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when a script has come here.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Lets the script go on; also if it has not come yet.</summary>
    public void Open() => _open.TrySetResult();

    public void OpenIf(bool now)
    {
        if (now)
        {
            Open();
        }
    }

    /// <summary>For scripts.</summary>
    public Task PassAsync(CancellationToken gone)
    {
        _reached.TrySetResult();
        return _open.Task.WaitAsync(gone);
    }
}
