using System.Buffers;
using System.Security.Cryptography;

namespace DomSec.Crypto.Platform;

/// <summary>AES-GCM in chunks of any size, through the platform (RFC 5084). Its output lags by less than a piece.</summary>
internal sealed class GcmEncryptor : ContentEncryptor
{
    private readonly GcmStage _stage;
    private readonly byte[] _kept = ArrayPool<byte>.Shared.Rent(GcmStage.Size);
    private int _length;
    private bool _isDisposed;

    public GcmEncryptor(ReadOnlySpan<byte> cek, ReadOnlySpan<byte> nonce, int tagSize)
    {
        TagSize = tagSize;
        _stage = new GcmStage(cek, nonce);
    }

    public override int TagSize { get; }

    public override void AuthenticateAssociatedData(ReadOnlySpan<byte> data) => _stage.AddAssociatedData(data);

    public override int MaxOutput(int inputLength) => inputLength + GcmStage.Size;

    /// <exception cref="CryptographicException">The content is longer than one nonce allows.</exception>
    public override int Update(ReadOnlySpan<byte> input, Span<byte> output)
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

            Encrypt(head, output[written..]);
            written += head.Length;
        }

        input.CopyTo(_kept.AsSpan(_length));
        _length += input.Length;
        return written;
    }

    public override int Finish(Span<byte> output, Span<byte> tag)
    {
        int last = _length;
        _length = 0;
        if (last > 0)
        {
            Encrypt(_kept.AsSpan(0, last), output);
        }

        Span<byte> whole = stackalloc byte[16];
        _stage.Finish(whole);
        whole[..TagSize].CopyTo(tag);
        return last;
    }

    public override void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _stage.Dispose();
        CryptographicOperations.ZeroMemory(_kept.AsSpan(0, GcmStage.Size));
        ArrayPool<byte>.Shared.Return(_kept);
    }

    private void Encrypt(ReadOnlySpan<byte> piece, Span<byte> output)
    {
        _stage.Cipher(piece, output);
        _stage.Authenticate(output[..piece.Length]);
        if (_stage.IsTooLong)
        {
            throw new CryptographicException("The content is longer than AES-GCM allows under one nonce.");
        }
    }
}
