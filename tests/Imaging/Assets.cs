namespace Darkroom.Tests.Imaging;

/// <summary>The committed files beside the tests; see tests/Assets/README.md.</summary>
internal static class Assets
{
    internal static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Assets", name));
}
