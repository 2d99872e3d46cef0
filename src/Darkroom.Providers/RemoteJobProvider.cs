using System.Diagnostics;
using System.Net;
using Darkroom.Providers.Http;

namespace Darkroom.Providers;

/// <summary>
/// What providers have in common whose service takes a job, gives it a number and is asked how far it is. The job outlives the
/// connection and this process; what was begun once is never begun again while it may still be there.
/// </summary>
/// <inheritdoc cref="HttpProvider" path="/param"/>
internal abstract class RemoteJobProvider(
    ProviderKind kind, ServiceProfile service, ProviderOptions options, ProviderParts parts, ProviderLimits usual)
    : HttpProvider(kind, service, options, parts, usual), IResumableProvider
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    public async Task CancelAsync(string resumeToken, CancellationToken cancellationToken)
    {
        if (IsToken(resumeToken) && CancelRequest(resumeToken) is var (method, url)
            && !await Connection.NotifyAsync(method, url, null, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>These services throw results away by themselves, after an hour or a few days.</summary>
    public Task ForgetAsync(string resumeToken, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Gives the service the job.</summary>
    protected abstract Task<RemoteJob> BeginAsync(ImageRequest request, ProviderCall call);

    /// <summary>Whether a token is one that <see cref="BeginAsync"/> gives out: it may be of any age, from anywhere.</summary>
    protected abstract bool IsToken(string token);

    /// <summary>Waits, then asks how far the job is.</summary>
    /// <param name="token">Of the job.</param>
    /// <param name="poll">Asks with it.</param>
    /// <param name="last">What the last answer said.</param>
    /// <param name="request">What was asked for.</param>
    protected abstract Task<RemoteJobState> PollAsync(string token, JobPoller poll, RemoteJobState.Working last, ImageRequest request);

    /// <summary>How the service is told to stop; null where it cannot be.</summary>
    protected abstract (HttpMethod Method, Uri Url)? CancelRequest(string token);

    /// <summary>What a question that was not answered well means: mostly that the job is still there.</summary>
    protected RemoteJobState.Failed PollFailed(ServiceBody body) => body.Status is HttpStatusCode.NotFound
        ? JobNotFound()
        : new RemoteJobState.Failed(body.Failure!) { WorkContinues = !body.IsRejected };

    protected RemoteJobState.Failed JobNotFound() => new(new Failure(
        FailureCode.Interrupted, $"{Service.Name} no longer knows the image that was to be picked up. It may have been billed."));

    protected RemoteJobState.Failed UnexpectedResponse() => new(new Failure(
        FailureCode.BadOutput, $"{Service.Name} answered with something else than a job."));

    protected sealed override async IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call)
    {
        if (request.ResumeToken is { } kept && !IsToken(kept))
        {
            yield return Failed(FailureCode.Interrupted, "What was kept to pick this image up is not from this provider.");
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
        var told = new GenerationUpdate.Progress(null);
        var poll = new JobPoller(Connection, call, PollInterval);
        while (state is RemoteJobState.Working working)
        {
            var progress = new GenerationUpdate.Progress(working.Fraction) { QueuePosition = working.QueuePosition };
            if (progress != told)
            {
                yield return told = progress;
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
            // It is paid for, so another call may try to fetch it once more; who fails then as well is told to begin anew.
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
