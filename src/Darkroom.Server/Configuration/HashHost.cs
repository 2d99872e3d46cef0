using Darkroom.Gallery;
using Darkroom.Storage;

namespace Darkroom.Server.Configuration;

/// <summary>Computes what images of earlier versions are compared by, some time after the start. After an error, it tries again.</summary>
internal sealed partial class HashHost(HashBackfill backfill, SimilarImages similar, TimeProvider time, ILogger<HashHost> log) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(First, time, stoppingToken);
            while (!await TryRunAsync(stoppingToken))
            {
                await Task.Delay(RetryDelay, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping; the next start continues.
        }
    }

    private async Task<bool> TryRunAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await backfill.RunAsync(stoppingToken) is > 0 and var images)
            {
                similar.Reset();
                LogDone(images);
            }

            return true;
        }
        catch (StorageException fault)
        {
            LogFault(fault);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Images} images of an earlier version have hashes now")]
    private partial void LogDone(int images);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not compute the hashes of images of an earlier version; it continues later")]
    private partial void LogFault(Exception fault);
}
