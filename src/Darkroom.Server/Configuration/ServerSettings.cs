using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Security.Cryptography;
using Darkroom.Costs;
using Darkroom.Imaging;
using Darkroom.Providers;
using Darkroom.Providers.TextGeneration;
using Darkroom.Server.Access;
using Darkroom.Server.Mcp;
using Darkroom.Settings;

namespace Darkroom.Server.Configuration;

/// <summary>All settings of the operator, read and validated.</summary>
internal sealed record ServerSettings
{
    private const string AccessKeyName = "DARKROOM_ACCESS_KEY";
    private const string SecretName = "DARKROOM_SECRET";

    /// <summary>The minimum length of an access key and of the secret: too long to guess, even without a limit of attempts.</summary>
    private const int MinSecret = 16;

    /// <summary><c>DARKROOM_DATA</c>: the absolute path of the data folder.</summary>
    public required string DataFolder { get; init; }

    /// <summary><c>DARKROOM_ACCESS_KEY</c>: null if only this machine has access.</summary>
    public string? AccessKey { get; init; }

    /// <summary><c>DARKROOM_SECRET</c>: encrypts the keys that stored secrets are encrypted with; null to protect them by their files' mode only.</summary>
    public string? Secret { get; init; }

    /// <summary><c>Access:TrustedProxies</c>: the reverse proxies whose forwarded headers are honoured; empty to ignore these headers.</summary>
    public ImmutableArray<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary><c>Access:PublicUrl</c>: the address at which people open Darkroom; null to take it from each request.</summary>
    public Uri? PublicUrl { get; init; }

    public required HttpSettings Http { get; init; }

    /// <summary><c>V1:AllowedOrigins</c>: pages of other sites that may use the OpenAI-compatible API.</summary>
    public required AllowedOrigins AllowedOrigins { get; init; }

    public required McpOptions Mcp { get; init; }

    /// <summary><c>Webhooks:AllowedNetworks</c>: the private networks that webhooks may be sent to, also over http; empty for none.</summary>
    public ImmutableArray<IPNetwork> WebhookNetworks { get; init; } = [];

    public required JobOptions Jobs { get; init; }

    public required GenerationSettings Generation { get; init; }

    public required GallerySettings Gallery { get; init; }

    public required StudioDefaults Studio { get; init; }

    public required ImageLimits ImageLimits { get; init; }

    public required CostOptions Costs { get; init; }

    public required TextOptions Text { get; init; }

    /// <summary>By provider id, one for each of <see cref="AllProviders.Kinds"/>.</summary>
    public required ImmutableDictionary<string, ProviderOptions> Providers { get; init; }

    /// <summary>The operator's workflows, which are added on the settings page only.</summary>
    public ImmutableArray<Workflow> Workflows { get; init; } = [];

    /// <summary>Reads and validates all settings.</summary>
    /// <exception cref="StartupException">A setting is invalid. The message lists every problem with key, value and reason.</exception>
    public static ServerSettings Read(IConfiguration configuration, EnvironmentFiles? files = null)
    {
        var reader = new SettingsReader(configuration, files);
        var settings = Read(configuration, reader);
        reader.ThrowIfAny();
        return settings;
    }

    /// <summary>Reads and validates all settings. Problems are reported to the reader.</summary>
    public static ServerSettings Read(IConfiguration configuration, SettingsReader reader)
    {
        var settings = new ServerSettings
        {
            DataFolder = Path.GetFullPath(configuration["DARKROOM_DATA"] is { Length: > 0 } folder ? folder : "data"),
            AccessKey = ReadSecret(AccessKeyName, configuration, reader),
            Secret = ReadSecret(SecretName, configuration, reader),
            TrustedProxies = ProxySettings.ReadTrustedProxies(configuration, reader),
            PublicUrl = ProxySettings.ReadPublicUrl(configuration, reader),
            AllowedOrigins = AllowedOrigins.Read(configuration, reader),
            WebhookNetworks = ProxySettings.ReadNetworks("Webhooks:AllowedNetworks", configuration, reader),
            Http = HttpSettings.Read(reader),
            Mcp = reader.Section<McpOptions>("Mcp"),
            Jobs = reader.Section<JobOptions>("Jobs"),
            Generation = reader.Section<GenerationSettings>("Generation"),
            Gallery = GallerySettings.Read(reader),
            Studio = reader.Section<StudioDefaults>("Studio"),
            ImageLimits = reader.Section<ImageLimits>("Images"),
            Costs = reader.Section<CostOptions>("Costs"),
            Text = reader.Section<TextOptions>("Text"),
            Providers = AllProviders.Kinds.ToImmutableDictionary(
                kind => kind.Id, kind => (ProviderOptions)reader.Section(kind.Options, $"Providers:{kind.Id}")),
        };
        var providers = AllProviders.Kinds.Select(kind => kind.Id).ToList();
        reader.OnlyKnown("Providers", providers);
        reader.OnlyKnown("Webhooks", ["AllowedNetworks"]);
        if (settings.Generation.DefaultProvider is { } preferred && !providers.Contains(preferred))
        {
            reader.Problem("Generation:DefaultProvider", preferred, $"there is no such provider; choose one of {string.Join(", ", providers)}");
        }

        settings.Generation.CheckFallback(reader, providers);
        ProxySettings.CheckPublicUrl(settings, reader);
        reader.NotEmpty("Access");
        reader.NotEmpty("Costs:DailyCapUsd");
        reader.NotEmpty("Mcp");
        return settings;
    }

    private static string? ReadSecret(string name, IConfiguration configuration, SettingsReader reader)
    {
        reader.NotEmpty(name);
        if (configuration[name] is not { } secret || string.IsNullOrWhiteSpace(secret))
        {
            return null;
        }

        if (secret.Length < MinSecret)
        {
            reader.Problem(name, secret, $"use at least {MinSecret} characters, for example this new random key: {NewAccessKey()}");
        }
        else if (secret != secret.Trim())
        {
            reader.Problem(name, secret, $"it begins or ends with white space{(name == AccessKeyName ? ", which no client can send" : "")}; remove that");
        }

        return secret;
    }

    /// <summary>Returns a random key without characters that are special in a shell or an .env file.</summary>
    public static string NewAccessKey() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
}

/// <summary>The settings under <c>Http:…</c>.</summary>
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

/// <summary>The settings under <c>Gallery:…</c>.</summary>
internal sealed record GallerySettings
{
    /// <summary>The IANA id of the time zone whose days images are grouped by; null for that of the server. A change rewrites the days at the next start.</summary>
    public string? TimeZone { get; init; }

    /// <summary>How many days images stay in the trash; then they are deleted.</summary>
    [Range(1, 3650)]
    public int TrashDays { get; init; } = 30;

    /// <summary>The size that derivatives may have on the disk together, in bytes.</summary>
    [Range(0, long.MaxValue)]
    public long CacheBytes { get; init; } = 20_000_000_000;

    /// <summary>
    /// The folders of the server whose images may be imported over HTTP, with everything in them; separated by the system's mark for lists of paths
    /// (: or, on Windows, ;). Null for none.
    /// </summary>
    public string? ImportRoots { get; init; }

    public ImmutableArray<string> ImportFolders =>
        [.. (ImportRoots ?? "").Split(Path.PathSeparator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Null for that of the server.</summary>
    public TimeZoneInfo? Zone => TimeZone is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null;

    public static GallerySettings Read(SettingsReader reader)
    {
        var settings = reader.Section<GallerySettings>("Gallery");
        if (settings.TimeZone is { } text && settings.Zone is null)
        {
            reader.Problem("Gallery:TimeZone", text, "there is no such time zone; write a name such as Europe/Prague or UTC");
        }

        foreach (var folder in settings.ImportFolders.Where(folder => !Path.IsPathFullyQualified(folder) || !Directory.Exists(folder)))
        {
            reader.Problem("Gallery:ImportRoots", settings.ImportRoots, $"there is no folder {folder}; write absolute paths, separated by {Path.PathSeparator}");
        }

        return settings;
    }
}

/// <summary>The settings under <c>Generation:…</c>.</summary>
internal sealed record GenerationSettings
{
    /// <summary>The provider of requests that name none; null for the first one with a key, else the painter.</summary>
    public string? DefaultProvider { get; init; }

    /// <summary>
    /// The ids of the providers that may make an image if the requested one fails, in order, separated by commas. Prompts are then sent to them
    /// too. Null for none.
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
