-- All images are in library_images by now: ImageCopy runs before this step.
DROP TABLE images_text;
DROP TABLE images;
DROP TABLE gallery_totals;
ALTER TABLE library_images RENAME TO images;
ALTER TABLE library_text RENAME TO images_text;
