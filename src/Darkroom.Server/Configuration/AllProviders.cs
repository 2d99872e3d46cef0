using Darkroom.Painter;
using Darkroom.Providers;

namespace Darkroom.Server.Configuration;

/// <summary>The providers of this server: the built-in painter, which always works, then the services.</summary>
internal static class AllProviders
{
    public static ImmutableArray<ProviderKind> Kinds { get; } = [PainterProvider.Kind, .. KnownProviders.All];
}
