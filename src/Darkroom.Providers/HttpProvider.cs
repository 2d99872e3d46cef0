using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Darkroom.Providers.Http;
using Microsoft.Extensions.Logging;

namespace Darkroom.Providers;

/// <summary>
/// The base of providers that call a service over HTTP: setup, limits, one deadline per call, and a log entry for its result. Network errors
/// become failures and are never thrown.
/// </summary>
internal abstract partial class HttpProvider : IModelLister
{
    private static readonly TimeSpan TestTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ListTimeout = TimeSpan.FromSeconds(5);
    private const long MaxListLength = 8 * 1024 * 1024;
    private readonly ProviderKind _kind;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly ProviderParts _parts;

    /// <param name="kind">The provider's entry in <see cref="KnownProviders"/>.</param>
    /// <param name="parts">The HTTP clients, loggers and clock.</param>
    protected HttpProvider(ProviderKind kind, ServiceProfile service, ProviderOptions options, ProviderParts parts)
    {
        (_kind, Service, _time, _parts) = (kind, service, parts.Time, parts);
        _log = Log = new RedactingLogger(parts.Logs.CreateLogger(GetType()), service.Key);
        Limits = new ProviderLimits(
            options.MaxConcurrency ?? service.Limits.MaxConcurrency,
            options.ImagesPerMinute ?? service.Limits.ImagesPerMinute,
            options.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : service.Limits.Timeout);
        Setup = service.Setup ?? SetupFor(service, options);
        Models = new ModelChoice(service.ModelScope ?? kind.Id, options.Model, service.AtHome, parts.Time, Setup.Configured ? _log : null);
        Connection = new ServiceConnection(service, Setup.MissingSetting, parts, _log);
        Download = new ImageDownload(service, parts, Connection.MaxResponseLength);
    }

    public string Id => _kind.Id;

    public abstract ProviderDescription Description { get; }

    public ProviderSetup Setup { get; }

    public ProviderLimits Limits { get; }

    protected ServiceProfile Service { get; }

    /// <summary>Redacts the key from every entry.</summary>
    protected ILogger Log { get; }

    /// <summary>The models as of today.</summary>
    protected ModelChoice Models { get; }

    protected ServiceConnection Connection { get; }

    protected ImageDownload Download { get; }

    public abstract ProviderCapabilities CapabilitiesOf(string? model);

    public async IAsyncEnumerable<GenerationUpdate> GenerateAsync(
        ImageRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        LogStarted(Id, request.Model, request.Size, request.PartialImages);
        using var call = CreateCall(Limits.Timeout, cancellationToken);
        await using var updates = MakeAsync(request, call).GetAsyncEnumerator(call.Token);
        var resumable = request.ResumeToken is not null;
        var (hasProgress, tokenDropped) = (false, false);
        while (await NextAsync(updates, call, resumable) is { } reported)
        {
            if (SafeUpdates.From(reported, Service, tokenDropped) is not { } update)
            {
                tokenDropped = true;
                continue;
            }

            LogResult(update, request.Model, started);
            resumable |= update is GenerationUpdate.Resumable;
            if (!hasProgress && SilentWhileWorking(request) && call.IsTimedOut
                && update is GenerationUpdate.Failed { WorkContinues: false, Failure.Code: FailureCode.Timeout })
            {
                // The service sends nothing while it works, so it may still be working and bill the call: report the call as started.
                yield return new GenerationUpdate.Progress(null);
            }

            hasProgress |= update is GenerationUpdate.Progress;
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

        using var call = CreateCall(TestTimeout, cancellationToken);
        return SafeUpdates.From(await CheckAsync(call), Service);
    }

    public async Task<ImmutableArray<ListedModel>?> ListModelsAsync(CancellationToken cancellationToken)
    {
        return ModelListing is { } listing ? await ListAsync(listing, cancellationToken) : null;
    }

    /// <summary>Requests a list of names, which are as limited as those of models.</summary>
    /// <param name="read">Returns the names of a response.</param>
    /// <returns>Null if the service does not report any now.</returns>
    protected async Task<ImmutableArray<string>?> NamesAsync(string path, Func<JsonElement, IEnumerable<string>> read, CancellationToken cancellationToken) =>
        await ListAsync(new ModelListing(path, json => read(json).Select(name => new ListedModel(name))), cancellationToken) is { } names
            ? [.. names.Select(one => one.Name)]
            : null;

    private async Task<ImmutableArray<ListedModel>?> ListAsync(ModelListing listing, CancellationToken cancellationToken)
    {
        using var call = CreateCall(ListTimeout, cancellationToken);
        var service = listing.Service ?? Service;
        var connection = new ServiceConnection(service, Setup.MissingSetting, _parts, _log) { MaxResponseLength = MaxListLength };
        using var body = await connection.FetchAsync(HttpMethod.Get, service.UrlFor(listing.Path, listing.Query), null, call);
        return body.Failure is null && listing.ModelsOf(body.Json(), service.Key) is { IsEmpty: false } models ? models : null;
    }

    /// <summary>Where the service lists its models; null if it has no list.</summary>
    protected virtual ModelListing? ModelListing => null;

    /// <summary>Starts a call with its own timeout. The caller disposes it.</summary>
    protected ProviderCall CreateCall(TimeSpan timeout, CancellationToken cancellationToken) =>
        new(Service.Name, Service.BaseUrl, timeout, _time, _parts.Budget, cancellationToken);

    /// <summary>
    /// Whether the service may send nothing until the image is finished. A timeout then does not show whether the service is still working.
    /// </summary>
    protected virtual bool SilentWhileWorking(ImageRequest request) => true;

    /// <summary>Makes one image, as <see cref="IImageProvider.GenerateAsync"/> specifies.</summary>
    protected abstract IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call);

    /// <summary>Sends a request that costs nothing, as <see cref="IImageProvider.TestAsync"/> specifies.</summary>
    protected abstract Task<ProviderTest> CheckAsync(ProviderCall call);

    /// <summary>Tests with a GET request that succeeds only with a valid key.</summary>
    /// <param name="read">Reads a successful response.</param>
    protected async Task<ProviderTest> CheckAsync(string path, ProviderCall call, Func<JsonElement, ProviderTest> read)
    {
        using var body = await Connection.FetchAsync(HttpMethod.Get, Service.UrlFor(path), null, call);
        return body.Failure is { } failure ? new ProviderTest.Failed(failure) : read(body.Json());
    }

    /// <summary>Tests with a GET request that returns the account's <c>credits</c>.</summary>
    /// <param name="hint">What may be wrong if the response has no credits.</param>
    protected Task<ProviderTest> CheckCreditsAsync(string path, ProviderCall call, string hint) => CheckAsync(path, call, json =>
        json.Number("credits") switch
        {
            null => new ProviderTest.Inconclusive($"The service responds, but not with the account's credits. {hint}"),
            > 0 and var credits => new ProviderTest.Passed(FormattableString.Invariant($"The key is valid and the account has {credits:0.##} credits.")),
            _ => new ProviderTest.Inconclusive("The key is valid, but the account has no credits left."),
        });

    /// <summary>The requested model, or else the default one, for services that have a default.</summary>
    protected string ModelOf(ImageRequest request) => request.Model ?? CapabilitiesOf(null).Models[0];

    protected static GenerationUpdate.Failed Failed(FailureCode code, string message) => new(new Failure(code, message));

    /// <summary>A failure for a name that would lead to another URL than a model's.</summary>
    /// <param name="model">The requested name.</param>
    /// <param name="example">A valid name.</param>
    protected Failure UnknownModel(string model, string example) => new(
        FailureCode.InvalidRequest, $"{Service.Name} has no model named {SafeText.Sanitize(model, null, 100)}. Use a name such as {example}.");

    /// <summary>A failure for a resume token that this provider did not create.</summary>
    protected static GenerationUpdate.Failed ForeignToken() =>
        Failed(FailureCode.Interrupted, "The stored resume token is not from this provider.");

    /// <summary>A failure for work that the service no longer knows.</summary>
    protected Failure WorkNotFound() =>
        new(FailureCode.Interrupted, $"{Service.Name} no longer knows the image that was to be resumed. It may have been billed.");

    /// <summary>A key is required, except by servers on a private network, which often need none.</summary>
    private static ProviderSetup SetupFor(ServiceProfile service, ProviderOptions options) => new(
        service.Key is not null || (options.BaseUrl is { } url && PrivateHosts.Contains(url)) ? null : service.KeySetting);

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

    private void LogResult(GenerationUpdate update, string? model, long started)
    {
        switch (update)
        {
            case GenerationUpdate.FinalImage { Image.Bytes.Length: var bytes }:
                LogFinished(Id, model, bytes, _time.GetElapsedTime(started));
                break;
            case GenerationUpdate.Failed { Failure.Code: var code }:
                LogFailed(Id, model, code, _time.GetElapsedTime(started));
                break;
        }
    }

    [LoggerMessage(LogLevel.Debug, "{Provider} starts {Model} with size {Size} and {Partials} partial images")]
    private partial void LogStarted(string provider, string? model, PixelSize size, int partials);

    [LoggerMessage(LogLevel.Information, "{Provider} made an image of {Bytes} bytes with {Model} in {Elapsed}")]
    private partial void LogFinished(string provider, string? model, int bytes, TimeSpan elapsed);

    [LoggerMessage(LogLevel.Warning, "{Provider} failed with {Model}: {Code} after {Elapsed}")]
    private partial void LogFailed(string provider, string? model, FailureCode code, TimeSpan elapsed);
}
