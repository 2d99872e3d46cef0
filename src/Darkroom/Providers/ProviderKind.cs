using System.Collections.Immutable;
using Darkroom.Imaging;
using Microsoft.Extensions.Logging;

namespace Darkroom.Providers;

/// <summary>A provider that can be set up: its id, what the operator may set, and how it is built from that.</summary>
/// <param name="Id">As <see cref="IImageProvider.Id"/>.</param>
/// <param name="Options">A record that derives from <see cref="ProviderOptions"/>, filled from <c>Providers:&lt;id&gt;:…</c>.</param>
/// <param name="Build">Creates the provider; the options are of type <paramref name="Options"/>.</param>
/// <param name="WellKnown">Names that other tools use for its settings.</param>
public sealed record ProviderKind(
    string Id, Type Options, Func<ProviderOptions, ProviderParts, IImageProvider> Build, ImmutableArray<WellKnownSetting> WellKnown)
{
    public static ProviderKind Create<TOptions>(
        string id, Func<TOptions, ProviderParts, IImageProvider> create, params ImmutableArray<WellKnownSetting> wellKnown)
        where TOptions : ProviderOptions, new() =>
        new(id, typeof(TOptions), (options, parts) => create((TOptions)options, parts), wellKnown);
}

/// <summary>An environment variable that other tools read too.</summary>
/// <param name="Name">Such as <c>OPENAI_API_KEY</c>.</param>
/// <param name="Setting">The property it fills, such as <c>ApiKey</c>; the same setting written out wins.</param>
public sealed record WellKnownSetting(string Name, string Setting);

/// <summary>What providers are built from.</summary>
/// <param name="Http">For the addresses that the operator configured. Long-lived and without a timeout: providers keep the time themselves.</param>
/// <param name="Pipeline">Encodes images.</param>
/// <param name="Logs">One log for each class.</param>
/// <param name="Time">The clock.</param>
public sealed record ProviderParts(HttpClient Http, ImagePipeline Pipeline, ILoggerFactory Logs, TimeProvider Time)
{
    /// <summary>For addresses that a service names in its responses; connects to the public internet only.</summary>
    public required HttpClient PublicHttp { get; init; }
}
