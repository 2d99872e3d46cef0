using System.IO.Compression;
using System.Text;

namespace Darkroom.Tests.Imports;

internal static class TestZip
{
    /// <summary>Returns a zip with these files, all written on 6 May 2024.</summary>
    public static byte[] Pack(params ReadOnlySpan<(string Name, byte[] Content)> files)
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            foreach (var (name, content) in files)
            {
                var entry = archive.CreateEntry(name);
                entry.LastWriteTime = new DateTimeOffset(new DateTime(2024, 5, 6, 12, 34, 56));
                using var stream = entry.Open();
                stream.Write(content);
            }
        }

        return zip.ToArray();
    }
}
