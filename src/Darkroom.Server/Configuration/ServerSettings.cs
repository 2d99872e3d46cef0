using System.Collections.Immutable;
using System.Net;
using Darkroom.Costs;
using Darkroom.Imaging;
using Darkroom.Jobs;
using Darkroom.Providers;
using Darkroom.Server.Access;
using Darkroom.Server.Http;

namespace Darkroom.Server.Configuration;

/// <summary>Everything the operator may set, read and checked.</summary>
internal sealed record ServerSettings
{
    /// <summary><c>DARKROOM_DATA</c>: where everything is kept.</summary>
    public required string DataFolder { get; init; }

    /// <summary><c>DARKROOM_ACCESS_KEY</c>: null when only this machine may come in.</summary>
    public string? AccessKey { get; init; }

    /// <summary><c>Access:TrustedProxies</c>: the reverse proxies whose forwarded headers are honoured; empty to ignore these headers.</summary>
    public ImmutableArray<IPNetwork> TrustedProxies { get; init; } = [];

    public required HttpSettings Http { get; init; }

    public required JobOptions Jobs { get; init; }

    public required GenerationSettings Generation { get; init; }

    public required ImageLimits ImageLimits { get; init; }

    public required CostOptions Costs { get; init; }

    /// <summary>By provider id, one for each of <see cref="KnownProviders.All"/>.</summary>
    public required ImmutableDictionary<string, ProviderOptions> Providers { get; init; }

    /// <summary>Reads and checks all of it.</summary>
    /// <exception cref="StartupException">Something is wrong; the message lists every problem with key, value and reason.</exception>
    public static ServerSettings Read(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        var settings = new ServerSettings
        {
            DataFolder = configuration["DARKROOM_DATA"] is { Length: > 0 } folder ? folder : "data",
            AccessKey = configuration["DARKROOM_ACCESS_KEY"] is { Length: > 0 } key ? key : null,
            TrustedProxies = Access.TrustedProxies.Read(configuration, reader),
            Http = HttpSettings.Read(reader),
            Jobs = reader.Section<JobOptions>("Jobs"),
            Generation = reader.Section<GenerationSettings>("Generation"),
            ImageLimits = reader.Section<ImageLimits>("Images"),
            Costs = reader.Section<CostOptions>("Costs"),
            Providers = KnownProviders.All.ToImmutableDictionary(
                kind => kind.Id, kind => (ProviderOptions)reader.Section(kind.Options, $"Providers:{kind.Id}")),
        };
        var providers = KnownProviders.All.Select(kind => kind.Id).ToList();
        reader.OnlyKnown("Providers", providers);
        if (settings.Generation.DefaultProvider is { } preferred && !providers.Contains(preferred))
        {
            reader.Problem("Generation:DefaultProvider", preferred, $"there is no such provider; choose one of {string.Join(", ", providers)}");
        }

        settings.Generation.CheckFallback(reader, providers);
        reader.ThrowIfAny();
        return settings;
    }
}

/// <summary>Under <c>Http:…</c>.</summary>
internal sealed record HttpSettings
{
    /// <summary>The path that the site is served below, such as <c>/darkroom</c>; null for the root of its host.</summary>
    public string? PathBase { get; init; }

    public static HttpSettings Read(SettingsReader reader)
    {
        var settings = reader.Section<HttpSettings>("Http");
        if (settings.PathBase is not { } text)
        {
            return settings;
        }

        if (SitePath.Read(text) is not { } path)
        {
            reader.Problem("Http:PathBase", text, "not a path such as /darkroom: a slash, then letters, digits and the marks - . _ ~");
            return settings;
        }

        return settings with { PathBase = path.Length == 0 ? null : path };
    }
}

/// <summary>Under <c>Generation:…</c>.</summary>
internal sealed record GenerationSettings
{
    /// <summary>The provider used when a request names none; null for the first that has a key, else the painter.</summary>
    public string? DefaultProvider { get; init; }

    /// <summary>
    /// Ids of providers with commas between them: those that may make an image when the one that was asked for fails, in order. Prompts
    /// are then sent to them too. Null for none.
    /// </summary>
    public string? Fallback { get; init; }

    public ImmutableArray<string> FallbackChain =>
        [.. (Fallback ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    public void CheckFallback(SettingsReader reader, IReadOnlyCollection<string> known)
    {
        foreach (var unknown in FallbackChain.Except(known))
        {
            reader.Problem("Generation:Fallback", Fallback, $"there is no provider '{unknown}'; choose from {string.Join(", ", known)}");
        }

        foreach (var twice in FallbackChain.GroupBy(id => id).Where(same => same.Count() > 1))
        {
            reader.Problem("Generation:Fallback", Fallback, $"{twice.Key} is in it more than once");
        }
    }
}
