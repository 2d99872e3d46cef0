using System.Globalization;
using System.Text;

namespace Darkroom.Packaging;

/// <summary>An image of a PDF.</summary>
/// <param name="IsJpeg">True for a JPEG in RGB, false for 8-bit grey pixels compressed with zlib.</param>
public sealed record PdfImage(int Width, int Height, bool IsJpeg, ReadOnlyMemory<byte> Data);

/// <summary>Where an image is on a page, in points from the lower left corner.</summary>
/// <param name="Number">What <see cref="PdfWriter.AddImageAsync"/> returned.</param>
/// <param name="Text">What the image says, for programs that read pages aloud or search them; empty for nothing.</param>
public readonly record struct PdfPlacement(int Number, double X, double Y, double Width, double Height, string Text);

/// <summary>
/// Writes a PDF of images, page by page, and holds only the places of its objects in memory. The same calls give the same bytes. The format is
/// that of ISO 32000-1, version 1.5.
/// </summary>
/// <param name="destination">Written with asynchronous calls only, and left open.</param>
public sealed class PdfWriter(Stream destination)
{
    private const int Catalog = 1;
    private const int Pages = 2;
    private const int Info = 3;

    /// <summary>The position of each object, by its number.</summary>
    private readonly List<long> _objects = [0, 0, 0, 0];

    private readonly List<int> _pages = [];
    private long _position;

    /// <summary>Writes the beginning. Call it first.</summary>
    public Task BeginAsync(CancellationToken cancellationToken) => WriteAsync("%PDF-1.5\n%\u00E2\u00E3\u00CF\u00D3\n", cancellationToken);

    /// <summary>Adds an image that pages can show.</summary>
    public async Task<int> AddImageAsync(PdfImage image, CancellationToken cancellationToken)
    {
        var number = Begin();
        var (space, filter) = image.IsJpeg ? ("DeviceRGB", "DCTDecode") : ("DeviceGray", "FlateDecode");
        await WriteAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{number} 0 obj\n<</Type/XObject/Subtype/Image/Width {image.Width}/Height {image.Height}/ColorSpace/{space}/BitsPerComponent 8/Filter/{filter}/Length {image.Data.Length}>>\nstream\n"),
            cancellationToken);
        await destination.WriteAsync(image.Data, cancellationToken);
        _position += image.Data.Length;
        await WriteAsync("\nendstream\nendobj\n", cancellationToken);
        return number;
    }

    /// <summary>Adds a page.</summary>
    /// <param name="width">In points.</param>
    /// <param name="height">In points.</param>
    public async Task AddPageAsync(double width, double height, IReadOnlyList<PdfPlacement> images, CancellationToken cancellationToken)
    {
        var content = string.Concat(images.Select((image, index) => string.Create(
            CultureInfo.InvariantCulture,
            $"/Span<</ActualText {TextOf(image.Text)}>>BDC\nq {image.Width:0.##} 0 0 {image.Height:0.##} {image.X:0.##} {image.Y:0.##} cm /I{index} Do Q\nEMC\n")));
        var stream = Begin();
        await WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{stream} 0 obj\n<</Length {content.Length}>>\nstream\n{content}endstream\nendobj\n"), cancellationToken);
        var page = Begin();
        _pages.Add(page);
        var resources = string.Concat(images.Select((image, index) => string.Create(CultureInfo.InvariantCulture, $"/I{index} {image.Number} 0 R")));
        await WriteAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{page} 0 obj\n<</Type/Page/Parent {Pages} 0 R/MediaBox[0 0 {width:0.##} {height:0.##}]/Contents {stream} 0 R/Resources<</XObject<<{resources}>>>>>>\nendobj\n"),
            cancellationToken);
    }

    /// <summary>Writes the end. Without it the PDF is not valid.</summary>
    public async Task FinishAsync(string title, CancellationToken cancellationToken)
    {
        _objects[Pages] = _position;
        var pages = string.Join(' ', _pages.Select(page => string.Create(CultureInfo.InvariantCulture, $"{page} 0 R")));
        await WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{Pages} 0 obj\n<</Type/Pages/Count {_pages.Count}/Kids[{pages}]>>\nendobj\n"), cancellationToken);
        _objects[Info] = _position;
        await WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{Info} 0 obj\n<</Title {TextOf(title)}>>\nendobj\n"), cancellationToken);
        _objects[Catalog] = _position;
        await WriteAsync(
            string.Create(CultureInfo.InvariantCulture, $"{Catalog} 0 obj\n<</Type/Catalog/Pages {Pages} 0 R/ViewerPreferences<</DisplayDocTitle true>>>>\nendobj\n"), cancellationToken);

        var table = _position;
        var end = new StringBuilder().Append(CultureInfo.InvariantCulture, $"xref\n0 {_objects.Count}\n0000000000 65535 f \n");
        foreach (var position in _objects.Skip(1))
        {
            end.Append(CultureInfo.InvariantCulture, $"{position:D10} 00000 n \n");
        }

        end.Append(CultureInfo.InvariantCulture, $"trailer\n<</Size {_objects.Count}/Root {Catalog} 0 R/Info {Info} 0 R>>\nstartxref\n{table}\n%%EOF\n");
        await WriteAsync(end.ToString(), cancellationToken);
    }

    /// <summary>Returns a text as UTF-16 in hexadecimal, which needs no escapes.</summary>
    private static string TextOf(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    private int Begin()
    {
        _objects.Add(_position);
        return _objects.Count - 1;
    }

    private async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        await destination.WriteAsync(bytes, cancellationToken);
        _position += bytes.Length;
    }
}
