using Darkroom.Sqlite;

namespace Darkroom.Server.Configuration;

/// <summary>The opening of the data folder, on another thread from the beginning, and the progress of an upgrade.</summary>
internal sealed class StorageOpening : IProgress<UpgradeProgress>
{
    /// <summary>An upgrade of more images than this takes too long to leave requests without an answer.</summary>
    private const int LargeUpgrade = 20_000;

    private readonly TaskCompletionSource _large = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile UpgradeProgress _progress = new(0, 0);

    public StorageOpening(Func<IProgress<UpgradeProgress>, SqliteStorage> open) => Storage = Task.Run(() => open(this));

    /// <summary>Completes with the open storage, or fails with the reason why it cannot be opened.</summary>
    public Task<SqliteStorage> Storage { get; }

    /// <summary>Completes when the upgrade of a large library has begun; never if there is none.</summary>
    public Task UpgradeBegun => _large.Task;

    public UpgradeProgress Progress => _progress;

    public void Report(UpgradeProgress value)
    {
        _progress = value;
        if (value.Total - value.Done > LargeUpgrade)
        {
            _large.TrySetResult();
        }
    }
}
