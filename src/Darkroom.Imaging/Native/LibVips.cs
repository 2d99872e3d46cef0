using System.Runtime.InteropServices;

namespace Darkroom.Imaging.Native;

/// <summary>The libvips functions that are used. None is variadic, because variadic doubles are not portable through P/Invoke.</summary>
internal static unsafe partial class LibVips
{
    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_version")]
    internal static partial int Version(int part);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_init", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Init(string programName);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_block_untrusted_set")]
    internal static partial void BlockUntrusted([MarshalAs(UnmanagedType.Bool)] bool blocked);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_operation_block_set", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void BlockOperation(string className, [MarshalAs(UnmanagedType.Bool)] bool blocked);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_concurrency_set")]
    internal static partial void SetConcurrency(int threads);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_cache_set_max")]
    internal static partial void SetCacheMax(int operations);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_leak_set")]
    internal static partial void SetLeakReport([MarshalAs(UnmanagedType.Bool)] bool report);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_thread_shutdown")]
    internal static partial void ReleaseThreadBuffers();

    /// <summary>Copies and clears the error text in one step, under libvips' own lock. The caller frees it.</summary>
    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_error_buffer_copy")]
    internal static partial byte* TakeErrors();

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_operation_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint NewOperation(string name);

    /// <summary>VipsOperationFlags.</summary>
    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_operation_get_flags")]
    internal static partial int Flags(VipsOperation operation);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_object_build")]
    internal static partial int Build(VipsOperation operation);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_object_unref_outputs")]
    internal static partial void UnrefOutputs(VipsOperation operation);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_value_set_array_double")]
    internal static partial void SetArray(GValue* value, double* numbers, int count);

    /// <param name="free">The release function; null if the caller keeps ownership of the memory.</param>
    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_blob_new")]
    internal static partial nint NewBlob(void* free, void* data, nuint length);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_blob_get")]
    internal static partial void* BlobData(nint blob, out nuint length);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_area_unref")]
    internal static partial void UnrefArea(nint area);

    /// <summary>Does not copy: the memory must stay valid until the image is freed.</summary>
    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_image_new_from_memory")]
    internal static partial nint NewImage(void* data, nuint size, int width, int height, int bands, int bandFormat);

    /// <summary>Sets the properties of an image over memory.</summary>
    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_image_init_fields")]
    internal static partial void Describe(
        nint image, int width, int height, int bands, int bandFormat, int coding, int interpretation, double xResolution, double yResolution);

    /// <summary>Computes every pixel into memory; this is where a lazy pipeline runs and can fail.</summary>
    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_image_copy_memory")]
    internal static partial nint CopyToMemory(VipsImage image);

    /// <summary>Makes the computation of an image's pixels fail soon; safe from any thread.</summary>
    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_image_set_kill")]
    internal static partial void SetKill(VipsImage image, [MarshalAs(UnmanagedType.Bool)] bool kill);

    /// <summary>The pixels of an image that is in memory.</summary>
    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_image_get_data")]
    internal static partial byte* Pixels(VipsImage image);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_image_get_width")]
    internal static partial int Width(VipsImage image);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_image_get_height")]
    internal static partial int Height(VipsImage image);

    /// <summary>The horizontal offset that the operation set, in pixels.</summary>
    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_image_get_xoffset")]
    internal static partial int Left(VipsImage image);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_image_get_yoffset")]
    internal static partial int Top(VipsImage image);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_image_get_bands")]
    internal static partial int Bands(VipsImage image);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_image_get_format")]
    internal static partial int BandFormat(VipsImage image);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_image_get_interpretation")]
    internal static partial int Interpretation(VipsImage image);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_image_get_n_pages")]
    internal static partial int Pages(VipsImage image);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_image_get_orientation")]
    internal static partial int Orientation(VipsImage image);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_image_hasalpha")]
    internal static partial int HasAlpha(VipsImage image);

    /// <summary>The image must have no other holder.</summary>
    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_image_set_int", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetMetadata(VipsImage image, string name, int value);

    /// <summary>Copies the array. The image must have no other holder.</summary>
    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_image_set_array_int", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetMetadata(VipsImage image, string name, int* values, int count);

    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_image_get_typeof", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint MetadataType(VipsImage image, string name);

    /// <summary>Does not copy: the data is valid until the image is freed.</summary>
    [LibraryImport(NativeLibraries.Vips, EntryPoint = "vips_image_get_blob", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MetadataBlob(VipsImage image, string name, out byte* data, out nuint length);
}
