using System.Runtime.CompilerServices;
using Darkroom.Providers.Http;
using Microsoft.Extensions.Logging;

namespace Darkroom.Providers;

/// <summary>
/// What providers behind HTTP have in common: the setup, one deadline for each call, the log of how it ended, and that nothing
/// a network does ever leaves as an exception.
/// </summary>
internal abstract partial class HttpProvider : IImageProvider
{
    private static readonly TimeSpan TestTimeout = TimeSpan.FromSeconds(15);
    private readonly ProviderKind _kind;
    private readonly ILogger _log;
    private readonly TimeProvider _time;

    /// <param name="kind">Its line in the table of providers.</param>
    /// <param name="service">Whom it talks to.</param>
    /// <param name="options">What the operator set.</param>
    /// <param name="parts">What it is built from.</param>
    /// <param name="usual">Limits where the operator set none.</param>
    /// <param name="setup">Whether it can be used; null where that is a question of the key alone.</param>
    protected HttpProvider(
        ProviderKind kind, ServiceProfile service, ProviderOptions options, ProviderParts parts, ProviderLimits usual, ProviderSetup? setup = null)
    {
        (_kind, Service, _time) = (kind, service, parts.Time);
        _log = Log = new RedactingLogger(parts.Logs.CreateLogger(GetType()), service.Key);
        Limits = new ProviderLimits(
            options.MaxConcurrency ?? usual.MaxConcurrency,
            options.ImagesPerMinute ?? usual.ImagesPerMinute,
            options.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : usual.Timeout);
        Setup = setup ?? SetupOf(service, options);
        var http = new ServiceHttp(service, parts.Http, parts.PublicHttp);
        Connection = new ServiceConnection(service, Setup.MissingSetting, http, _log, parts.Time);
        Download = new ImageDownload(service, http, Connection.MaxResponseLength);
    }

    public string Id => _kind.Id;

    public abstract ProviderDescription Description { get; }

    /// <summary>A key, or a server of one's own, which often wants none.</summary>
    public ProviderSetup Setup { get; }

    public ProviderLimits Limits { get; }

    protected ServiceProfile Service { get; }

    /// <summary>Never gets the key, whatever the service echoes.</summary>
    protected ILogger Log { get; }

    protected ServiceConnection Connection { get; }

    protected ImageDownload Download { get; }

    public abstract ProviderCapabilities CapabilitiesOf(string? model);

    public async IAsyncEnumerable<GenerationUpdate> GenerateAsync(
        ImageRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        LogStarted(Id, request.Model, request.Size, request.PartialImages);
        using var call = new ProviderCall(Service.Name, Service.BaseUrl, Limits.Timeout, _time, cancellationToken);
        await using var updates = MakeAsync(request, call).GetAsyncEnumerator(call.Token);
        var resumable = request.ResumeToken is not null;
        var (begun, dropped) = (false, false);
        while (await NextAsync(updates, call, resumable) is { } reported)
        {
            if (SafeUpdates.From(reported, Service, dropped) is not { } update)
            {
                dropped = true;
                continue;
            }

            LogResult(update, request.Model, began);
            resumable |= update is GenerationUpdate.Resumable;
            if (!begun && SilentWhileWorking(request) && call.IsTimedOut && update is GenerationUpdate.Failed { WorkContinues: false, Failure.Code: FailureCode.Timeout })
            {
                // It was silent, as services are while they work: it may go on and charge for it, and must not be asked again unseen.
                yield return new GenerationUpdate.Progress(null);
            }

            begun |= update is GenerationUpdate.Progress;
            yield return update;
            if (update is GenerationUpdate.Failed)
            {
                yield break;
            }
        }
    }

    public async Task<ProviderTest> TestAsync(CancellationToken cancellationToken)
    {
        if (Setup.MissingSetting is { } missing)
        {
            return new ProviderTest.Failed(new Failure(FailureCode.Authentication, $"It is not set up: {missing} is missing."));
        }

        using var call = new ProviderCall(Service.Name, Service.BaseUrl, TestTimeout, _time, cancellationToken);
        return SafeUpdates.From(await CheckAsync(call), Service);
    }

    /// <summary>
    /// Whether nothing may come for as long as the service works: a time-out then says nothing about whether it does. One that streams
    /// says at once that it has begun.
    /// </summary>
    protected virtual bool SilentWhileWorking(ImageRequest request) => true;

    /// <summary>Makes one image; <see cref="IImageProvider.GenerateAsync"/> says how.</summary>
    protected abstract IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call);

    /// <summary>Asks something that costs nothing; see <see cref="IImageProvider.TestAsync"/>.</summary>
    protected abstract Task<ProviderTest> CheckAsync(ProviderCall call);

    protected static GenerationUpdate.Failed Failed(FailureCode code, string message) => new(new Failure(code, message));

    /// <summary>For services that list something to whoever has a good key.</summary>
    /// <param name="path">Under the base address.</param>
    /// <param name="call">The test's call.</param>
    /// <param name="good">What a good answer shows, in words.</param>
    protected async Task<ProviderTest> CheckAsync(string path, ProviderCall call, Func<ServiceBody, ProviderTest> good)
    {
        using var body = await Connection.FetchAsync(HttpMethod.Get, Service.UrlFor(path), null, call);
        return body.Failure is { } failure ? new ProviderTest.Failed(failure) : good(body);
    }

    private static ProviderSetup SetupOf(ServiceProfile service, ProviderOptions options) => new(
        service.Key is not null || (options.BaseUrl is { } own && PrivateHosts.Contains(own)) ? null : service.KeySetting);

    private static async ValueTask<GenerationUpdate?> NextAsync(
        IAsyncEnumerator<GenerationUpdate> updates, ProviderCall call, bool resumable)
    {
        try
        {
            return await updates.MoveNextAsync() ? updates.Current : null;
        }
        catch (Exception e) when (ProviderCall.IsNetworkError(e))
        {
            var failure = call.ExplainTruncatedResponse(e, received: 1);
            return new GenerationUpdate.Failed(failure) { WorkContinues = resumable && failure.Code is FailureCode.Timeout };
        }
    }

    private void LogResult(GenerationUpdate update, string? model, long began)
    {
        switch (update)
        {
            case GenerationUpdate.FinalImage { Image.Bytes.Length: var bytes }:
                LogFinished(Id, model, bytes, _time.GetElapsedTime(began));
                break;
            case GenerationUpdate.Failed { Failure.Code: var code }:
                LogFailed(Id, model, code, _time.GetElapsedTime(began));
                break;
        }
    }

    [LoggerMessage(LogLevel.Debug, "{Provider} starts {Model} on {Size} with {Partials} partial images")]
    private partial void LogStarted(string provider, string? model, PixelSize size, int partials);

    [LoggerMessage(LogLevel.Information, "{Provider} made an image of {Bytes} bytes with {Model} in {Elapsed}")]
    private partial void LogFinished(string provider, string? model, int bytes, TimeSpan elapsed);

    [LoggerMessage(LogLevel.Warning, "{Provider} made no image with {Model}: {Code} after {Elapsed}")]
    private partial void LogFailed(string provider, string? model, FailureCode code, TimeSpan elapsed);
}
