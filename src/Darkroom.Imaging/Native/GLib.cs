using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Darkroom.Imaging.Native;

/// <summary>The part of GLib and GObject that a libvips operation needs.</summary>
internal static unsafe partial class GLib
{
    /// <summary>G_NORMALIZE_DEFAULT_COMPOSE, which is NFC.</summary>
    internal const int ComposeCanonically = 1;

    private const int WarningLevel = 1 << 4;

    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_object_ref")]
    internal static partial nint Ref(VipsImage image);

    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_object_unref")]
    internal static partial void Unref(nint instance);

    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_object_set_property", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetProperty(VipsOperation operation, string name, GValue* value);

    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_object_get_property", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void GetProperty(VipsOperation operation, string name, GValue* value);

    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_object_class_find_property", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial GParamSpec* FindProperty(nint objectClass, string name);

    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_value_init")]
    internal static partial GValue* Init(GValue* value, nuint type);

    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_value_unset")]
    internal static partial void Unset(GValue* value);

    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_value_set_int")]
    internal static partial void SetInt(GValue* value, int number);

    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_value_set_double")]
    internal static partial void SetDouble(GValue* value, double number);

    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_value_set_boolean")]
    internal static partial void SetBoolean(GValue* value, [MarshalAs(UnmanagedType.Bool)] bool truth);

    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_value_set_enum")]
    internal static partial void SetEnum(GValue* value, int member);

    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_value_set_flags")]
    internal static partial void SetFlags(GValue* value, uint flags);

    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_value_set_string", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetString(GValue* value, string text);

    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_value_set_object")]
    internal static partial void SetObject(GValue* value, VipsImage image);

    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_value_set_boxed")]
    internal static partial void SetBoxed(GValue* value, PinnedBlob blob);

    /// <summary>Returns a new reference, which the caller releases.</summary>
    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_value_dup_object")]
    internal static partial nint DuplicateObject(GValue* value);

    /// <summary>The result is owned by the value.</summary>
    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_value_get_boxed")]
    internal static partial nint GetBoxed(GValue* value);

    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_type_fundamental")]
    internal static partial nuint Fundamental(nuint type);

    /// <summary>Attaches data to an object, and the function that releases it when the object is finalised.</summary>
    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_object_set_data_full", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void Attach(nint instance, string key, void* data, delegate* unmanaged[Cdecl]<void*, void> release);

    [LibraryImport(NativeLibraries.Glib, EntryPoint = "g_free")]
    internal static partial void Free(void* memory);

    [LibraryImport(NativeLibraries.Glib, EntryPoint = "g_setenv", StringMarshalling = StringMarshalling.Utf8)]
    [return: MarshalAs(UnmanagedType.Bool)]
    internal static partial bool SetEnvironment(string variable, string value, [MarshalAs(UnmanagedType.Bool)] bool overwrite);

    /// <returns>A zero-terminated string that the caller frees. Null if the bytes are not UTF-8.</returns>
    [LibraryImport(NativeLibraries.Glib, EntryPoint = "g_utf8_normalize")]
    internal static partial byte* Normalize(byte* text, nint length, int mode);

    [LibraryImport(NativeLibraries.Glib, EntryPoint = "g_log_set_handler", StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint SetLogHandler(string domain, int levels, delegate* unmanaged[Cdecl]<byte*, int, byte*, void*, void> handler, void* state);

    /// <summary>Discards the warnings that libvips writes to standard error about unusual images: clients could fill the log with them.</summary>
    internal static void SilenceWarnings() => SetLogHandler("VIPS", WarningLevel, &Ignore, null);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(byte* domain, int level, byte* message, void* state)
    {
    }
}
