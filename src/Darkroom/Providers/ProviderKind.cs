using System.Collections.Immutable;
using Darkroom.Imaging;
using Microsoft.Extensions.Logging;

namespace Darkroom.Providers;

/// <summary>A provider that can be configured: its id, its options, and how it is created from them.</summary>
/// <param name="Id">The value of <see cref="IImageProvider.Id"/>.</param>
/// <param name="Options"><see cref="ProviderOptions"/> or a type derived from it, bound to <c>Providers:&lt;id&gt;:…</c>.</param>
/// <param name="Build">Creates the provider from options of type <paramref name="Options"/>.</param>
/// <param name="WellKnown">Environment variables that other tools use for the same settings.</param>
public sealed record ProviderKind(
    string Id, Type Options, Func<ProviderOptions, ProviderParts, IImageProvider> Build, ImmutableArray<WellKnownSetting> WellKnown)
{
    /// <summary>Whether the operator's workflows are models of this provider.</summary>
    public bool HasWorkflows { get; init; }

    public static ProviderKind Create<TOptions>(
        string id, Func<TOptions, ProviderParts, IImageProvider> create, params ImmutableArray<WellKnownSetting> wellKnown)
        where TOptions : ProviderOptions, new() =>
        new(id, typeof(TOptions), (options, parts) => create((TOptions)options, parts), wellKnown);
}

/// <summary>An environment variable that other tools read as well.</summary>
/// <param name="Name">The variable's name, such as <c>OPENAI_API_KEY</c>.</param>
/// <param name="Setting">The property that it sets, such as <c>ApiKey</c>. The full setting takes precedence.</param>
public sealed record WellKnownSetting(string Name, string Setting);

/// <summary>The services that providers are created with.</summary>
/// <param name="Http">The client for URLs that the operator configured. Long-lived and without a timeout: providers set their own.</param>
/// <param name="Pipeline">Encodes images.</param>
/// <param name="Logs">Creates the loggers.</param>
/// <param name="Time">The clock.</param>
public sealed record ProviderParts(HttpClient Http, ImagePipeline Pipeline, ILoggerFactory Logs, TimeProvider Time)
{
    /// <summary>The client for URLs from a service's responses. It connects to the public internet only.</summary>
    public required HttpClient PublicHttp { get; init; }

    /// <summary>The operator's workflows, for a kind that has them.</summary>
    public ImmutableArray<Workflow> Workflows { get; init; } = [];

    /// <summary>Limits the images in memory.</summary>
    public required ImageBudget Budget { get; init; }
}
