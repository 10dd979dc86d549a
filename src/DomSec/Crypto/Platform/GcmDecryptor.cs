using System.Buffers;
using System.Security.Cryptography;

namespace DomSec.Crypto.Platform;

/// <summary>The reading side of <see cref="GcmEncryptor"/>. <see cref="Check"/> takes the tag along without decrypting, for a pass that only asks for the verdict.</summary>
internal sealed class GcmDecryptor : ContentDecryptor
{
    private readonly GcmStage _stage;
    private readonly byte[] _kept = ArrayPool<byte>.Shared.Rent(GcmStage.Size);
    private int _length;
    private bool _isCheckedOnly;
    private bool _isDisposed;

    public GcmDecryptor(ReadOnlySpan<byte> cek, ReadOnlySpan<byte> nonce, int tagSize)
    {
        TagSize = tagSize;
        _stage = new GcmStage(cek, nonce);
    }

    public override int TagSize { get; }

    public override void AuthenticateAssociatedData(ReadOnlySpan<byte> data) => _stage.AddAssociatedData(data);

    public override int MaxOutput(int inputLength) => inputLength + GcmStage.Size;

    public override int Update(ReadOnlySpan<byte> input, Span<byte> output) => Push(input, output);

    public override void Check(ReadOnlySpan<byte> input, Span<byte> scratch)
    {
        _isCheckedOnly = true;
        Push(input, default);
    }

    public override bool TryFinish(ReadOnlySpan<byte> tag, Span<byte> output, out int written)
    {
        written = 0;

        // CMS-AE-05: the mac field's length equals ICVlen; a truncated tag is not a tag.
        if (tag.Length != TagSize || _stage.IsTooLong)
        {
            return false;
        }

        int last = _length;
        _length = 0;
        if (last > 0)
        {
            _stage.Authenticate(_kept.AsSpan(0, last));
        }

        Span<byte> whole = stackalloc byte[16];
        _stage.Finish(whole);
        if (!CryptographicOperations.FixedTimeEquals(whole[..TagSize], tag))
        {
            return false;
        }

        if (last > 0 && !_isCheckedOnly)
        {
            _stage.Cipher(_kept.AsSpan(0, last), output);
            written = last;
        }

        return true;
    }

    public override void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _stage.Dispose();
        ArrayPool<byte>.Shared.Return(_kept); // ciphertext only
    }

    private int Push(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int written = 0;
        while (_length + input.Length >= GcmStage.Size)
        {
            ReadOnlySpan<byte> head = input[..(GcmStage.Size - _length)];
            input = input[head.Length..];
            if (_length > 0)
            {
                head.CopyTo(_kept.AsSpan(_length));
                head = _kept.AsSpan(0, GcmStage.Size);
                _length = 0;
            }

            _stage.Authenticate(head);
            if (!_isCheckedOnly)
            {
                _stage.Cipher(head, output[written..]);
                written += head.Length;
            }
        }

        input.CopyTo(_kept.AsSpan(_length));
        _length += input.Length;
        return written;
    }
}
