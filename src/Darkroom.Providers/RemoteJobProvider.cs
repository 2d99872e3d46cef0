using System.Diagnostics;
using System.Net;
using Darkroom.Providers.Http;

namespace Darkroom.Providers;

/// <summary>
/// The base of providers whose service queues a job and is polled for its state. A job outlives the connection and this process, so it is
/// resumed by its token and never started twice while it may still exist.
/// </summary>
/// <inheritdoc cref="HttpProvider" path="/param"/>
internal abstract class RemoteJobProvider(ProviderKind kind, ServiceProfile service, ProviderOptions options, ProviderParts parts)
    : HttpProvider(kind, service, options, parts), IResumableProvider
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    public Task CancelAsync(string resumeToken, CancellationToken cancellationToken) =>
        IsToken(resumeToken) && CancelRequest(resumeToken) is var (method, url)
            ? Connection.NotifyAsync(method, url, null, cancellationToken)
            : Task.CompletedTask;

    /// <summary>Does nothing: these services delete results by themselves after an hour or a few days.</summary>
    public Task ForgetAsync(string resumeToken, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Starts the job.</summary>
    protected abstract Task<RemoteJob> BeginAsync(ImageRequest request, ProviderCall call);

    /// <summary>Whether a token has the form of those that <see cref="BeginAsync"/> returns. It may come from anywhere.</summary>
    protected abstract bool IsToken(string token);

    /// <summary>Waits, then requests the job's state.</summary>
    /// <param name="poll">Sends the request.</param>
    /// <param name="last">The last known state.</param>
    protected abstract Task<RemoteJobState> PollAsync(string token, JobPoller poll, RemoteJobState.Working last, ImageRequest request);

    /// <summary>The request that cancels the job; null if the service cannot cancel.</summary>
    protected abstract (HttpMethod Method, Uri Url)? CancelRequest(string token);

    /// <summary>The state after a failed poll: the job is lost if the service does not know it, otherwise it usually still exists.</summary>
    protected RemoteJobState.Failed PollFailed(ServiceBody body) => body.Status is HttpStatusCode.NotFound
        ? JobNotFound()
        : new RemoteJobState.Failed(body.Failure!) { WorkContinues = !body.IsRejected };

    protected RemoteJobState.Failed JobNotFound() => new(WorkNotFound());

    protected RemoteJobState.Failed UnexpectedResponse() => new(new Failure(
        FailureCode.BadOutput, $"{Service.Name} responded with something other than a job."));

    protected sealed override async IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call)
    {
        if (request.ResumeToken is { } stored && !IsToken(stored))
        {
            yield return ForeignToken();
            yield break;
        }

        var job = request.ResumeToken is null
            ? await BeginAsync(request, call)
            : new RemoteJob(request.ResumeToken, new RemoteJobState.Working());
        if (job.Token is not null && request.ResumeToken is null)
        {
            yield return new GenerationUpdate.Resumable(job.Token);
        }

        if (job.State is not RemoteJobState.Failed)
        {
            yield return new GenerationUpdate.Progress(null);
        }

        var state = job.State;
        var lastProgress = new GenerationUpdate.Progress(null);
        var poll = new JobPoller(Connection, call, PollInterval);
        while (state is RemoteJobState.Working working)
        {
            var progress = new GenerationUpdate.Progress(working.Fraction) { QueuePosition = working.QueuePosition };
            if (progress != lastProgress)
            {
                yield return lastProgress = progress;
            }

            state = await PollAsync(job.Token!, poll, working, request);
        }

        yield return state switch
        {
            RemoteJobState.Finished finished => await FetchAsync(finished, job, request, call),
            RemoteJobState.Failed failed => new GenerationUpdate.Failed(failed.Failure) { WorkContinues = failed.WorkContinues },
            _ => throw new UnreachableException(),
        };
    }

    private async Task<GenerationUpdate> FetchAsync(
        RemoteJobState.Finished finished, RemoteJob job, ImageRequest request, ProviderCall call)
    {
        var (image, failure) = await Download.FetchAsync(finished.Address, call);
        if (image is null)
        {
            // The image is paid for, so one more call may try to download it. If that fails as well, the job is given up.
            var again = job.Token is not null && (request.ResumeToken is null || failure!.Code is FailureCode.Timeout);
            return new GenerationUpdate.Failed(failure!) { WorkContinues = again };
        }

        return new GenerationUpdate.FinalImage(image)
        {
            Model = finished.Model,
            Seed = finished.Seed,
            RevisedPrompt = finished.RevisedPrompt == request.Prompt ? null : finished.RevisedPrompt,
            CostUsd = job.CostUsd,
        };
    }
}

/// <summary>A job that a service accepted or rejected.</summary>
/// <param name="Token">Identifies the job; null if the service rejected it or returned the image at once.</param>
/// <param name="State">The state in the first response.</param>
/// <param name="CostUsd">The cost, if the service reports it when it accepts the job.</param>
internal sealed record RemoteJob(string? Token, RemoteJobState State, decimal? CostUsd = null)
{
    public static RemoteJob Rejected(Failure failure) => new(null, new RemoteJobState.Failed(failure));
}

/// <summary>The state of a job at a service.</summary>
internal abstract record RemoteJobState
{
    private RemoteJobState()
    {
    }

    /// <summary>The job is queued or running.</summary>
    /// <param name="Fraction">The completed share, 0 to 1; null if the service does not report it.</param>
    /// <param name="QueuePosition">The number of jobs before it; null if the service does not report it.</param>
    public sealed record Working(double? Fraction = null, int? QueuePosition = null) : RemoteJobState
    {
        /// <summary>The delay that the service requests before the next poll; null if it requests none.</summary>
        public TimeSpan? PollDelay { get; init; }
    }

    /// <summary>The image is finished.</summary>
    /// <param name="Address">The image's URL: http, https or data; null if the service returned none.</param>
    public sealed record Finished(string? Address) : RemoteJobState
    {
        public string? Model { get; init; }

        public long? Seed { get; init; }

        public string? RevisedPrompt { get; init; }
    }

    /// <summary>This call yields no image.</summary>
    public sealed record Failed(Failure Failure) : RemoteJobState
    {
        /// <summary>Whether only the poll failed and the job still exists at the service.</summary>
        public bool WorkContinues { get; init; }
    }
}
