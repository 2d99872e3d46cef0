using Darkroom.Costs;
using Darkroom.Painter;
using Darkroom.Providers;
using Darkroom.Providers.TextGeneration;
using Darkroom.Settings;

namespace Darkroom.Server.Configuration;

/// <summary>A setting that can be changed in the browser, without a restart.</summary>
/// <param name="Name">The name in the configuration, such as <c>Providers:openai:ApiKey</c>.</param>
/// <param name="Service">The id of the provider that it belongs to, or <see cref="Text"/> for the text model; null if it belongs to neither.</param>
internal sealed record EditableSetting(string Name, string? Service = null)
{
    /// <summary>The settings of the text model.</summary>
    public const string Text = "Text";

    /// <summary>All of them, in the order of the page.</summary>
    public static ImmutableArray<EditableSetting> All { get; } =
    [
        .. AllProviders.Kinds.SelectMany(kind => PropertiesOf(kind).Select(property => new EditableSetting($"Providers:{kind.Id}:{property}", kind.Id))),
        new("Generation:DefaultProvider"),
        .. new[] { nameof(TextOptions.BaseUrl), nameof(TextOptions.ApiKey), nameof(TextOptions.Model) }.Select(property => new EditableSetting($"{Text}:{property}", Text)),
        .. new[] { nameof(StudioDefaults.Model), nameof(StudioDefaults.AspectRatio), nameof(StudioDefaults.Count), nameof(StudioDefaults.Quality) }
            .Select(property => new EditableSetting($"Studio:{property}")),
        new($"Costs:{nameof(CostOptions.DailyCapUsd)}"),
        new($"Gallery:{nameof(GallerySettings.TrashDays)}"),
        new($"Gallery:{nameof(GallerySettings.CacheBytes)}"),
        new($"Jobs:{nameof(JobOptions.KeepEventsDays)}"),
    ];

    private static readonly ImmutableDictionary<string, EditableSetting> ByName = All.ToImmutableDictionary(one => one.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>True if the value must never be shown.</summary>
    public bool IsSecret => Service is not null && Name == KeyOf(Service);

    public static EditableSetting? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Returns the setting with the key of a provider, or of the text model.</summary>
    public static string KeyOf(string service) => $"{SectionOf(service)}:{nameof(ProviderOptions.ApiKey)}";

    /// <summary>Returns the setting with the base URL of a provider, or of the text model.</summary>
    public static string BaseUrlOf(string service) => $"{SectionOf(service)}:{nameof(ProviderOptions.BaseUrl)}";

    private static string SectionOf(string service) => service == Text ? Text : $"Providers:{service}";

    private static string[] PropertiesOf(ProviderKind kind) => kind == PainterProvider.Kind
        ? [nameof(ProviderOptions.MaxConcurrency), nameof(ProviderOptions.ImagesPerMinute)]
        :
        [
            nameof(ProviderOptions.ApiKey), nameof(ProviderOptions.BaseUrl), nameof(ProviderOptions.Model), nameof(ProviderOptions.MaxConcurrency),
            nameof(ProviderOptions.ImagesPerMinute), nameof(ProviderOptions.PricePerImage),
        ];
}
