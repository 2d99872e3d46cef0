using Darkroom.Storage;

namespace Darkroom.Server.Settings;

/// <summary>
/// Measures the storage for the settings page. With millions of files that takes many seconds, so it runs in the background, at most once in a while,
/// and a page waits only briefly.
/// </summary>
internal sealed partial class StorageMeter(IStorageStatus storage, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<StorageMeter> log)
{
    private static readonly TimeSpan ValidFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PageWait = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private Task<StorageUsage?> _measuring = Task.FromResult<StorageUsage?>(null);
    private DateTimeOffset _validUntil = DateTimeOffset.MinValue;

    /// <summary>Returns the last measurement; null if the first one takes longer.</summary>
    public async Task<StorageUsage?> ReadAsync(CancellationToken cancellationToken)
    {
        Task<StorageUsage?> measuring;
        lock (_lock)
        {
            if (_measuring.IsCompleted && time.GetUtcNow() >= _validUntil)
            {
                _validUntil = time.GetUtcNow() + ValidFor;
                _measuring = MeasureAsync(lifetime.ApplicationStopping);
            }

            measuring = _measuring;
        }

        try
        {
            return await measuring.WaitAsync(PageWait, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Lets the next page measure again, because much has changed.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _validUntil = DateTimeOffset.MinValue;
        }
    }

    private async Task<StorageUsage?> MeasureAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await storage.MeasureAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is StorageException or OperationCanceledException)
        {
            LogFault(fault);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not measure the storage")]
    private partial void LogFault(Exception fault);
}
