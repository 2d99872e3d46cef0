using Darkroom.Painter;
using Darkroom.Providers;

namespace Darkroom.Server.Configuration;

/// <summary>The providers of this server: the built-in painter, which always works, then the services.</summary>
internal static class AllProviders
{
    public static ImmutableArray<ProviderKind> Kinds { get; } = [PainterProvider.Kind, .. KnownProviders.All];

    /// <summary>The ids of all providers, also of those that are not configured.</summary>
    public static ImmutableArray<string> Ids { get; } = [.. Kinds.Select(kind => kind.Id)];
}
